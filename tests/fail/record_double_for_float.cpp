// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: narrowing<.*measurement<.*"grad_norm".*expected_type<float>.*given_type<double>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = std::chrono::milliseconds{1}, m::ok = true, m::grad_norm = 1.0);
