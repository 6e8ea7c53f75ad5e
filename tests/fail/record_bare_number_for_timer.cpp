// EXPECT: static assertion failed.*a timer takes a std::chrono duration, not a bare number without a unit
// EXPECT: measurement<.*"latency".*expected_type<.*duration<.*given_type<int>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = 250, m::ok = true);
