// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: wrong_type<.*measurement<.*"epoch".*expected_type<int>.*given_type<bool>.*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss = 0.5, m::accuracy = 0.9, m::epoch = true);
