// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: wrong_type<.*measurement<.*"phase".*expected_type<(::)?phase>.*given_type<char *\[7\]>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = std::chrono::milliseconds{1}, m::ok = true, m::phase = "decode");
