// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: narrowing<.*measurement<.*"epoch".*expected_type<int>.*given_type<double>.*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss = 0.5, m::accuracy = 0.9, m::epoch = 1.0);
