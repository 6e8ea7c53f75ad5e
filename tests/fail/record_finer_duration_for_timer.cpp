// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: narrowing<.*measurement<.*"latency".*expected_type<.*duration<.*>.*given_type<.*duration<.*>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = std::chrono::microseconds{1}, m::ok = true);
