// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: wrong_type<.*measurement<.*"model".*expected_type<.*string_view.*>.*given_type<.*nullptr.*>.*in_event<.*"llm\.request\.stop"
#include "record_vocabulary.hpp"

auto const row = request_stop(m::latency = std::chrono::milliseconds{1}, m::ok = true, m::model = nullptr);
