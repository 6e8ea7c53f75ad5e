// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: wrong_type<.*measurement<.*"ok".*expected_type<bool>.*given_type<int>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = std::chrono::milliseconds{1}, m::ok = 1);
