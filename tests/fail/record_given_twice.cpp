// EXPECT: static assertion failed.*a measurement was given twice
// EXPECT: measurement<.*"loss".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss = 0.5, m::accuracy = 0.9, m::epoch = 1, m::loss = 0.4);
