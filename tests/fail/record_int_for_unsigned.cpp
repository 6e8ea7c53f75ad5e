// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: narrowing<.*measurement<.*"tokens".*expected_type<(std::uint64_t|uint64_t|unsigned long|long unsigned int)>.*given_type<int>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = std::chrono::milliseconds{1}, m::ok = true, m::tokens = 1);
