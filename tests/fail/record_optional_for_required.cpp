// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: wrong_type<.*measurement<.*"loss".*expected_type<double>.*given_type<std::optional<double> ?>.*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss = std::optional<double>{}, m::accuracy = 0.9, m::epoch = 1);
