// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: measurement<.*"loss".*expected_type<double>.*given_type<char *\[5\]>.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss = "high", m::accuracy = 0.9, m::epoch = 1);
