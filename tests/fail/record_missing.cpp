// EXPECT: static assertion failed.*a measurement the event declares was not given
// EXPECT: measurement<.*"accuracy".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::epoch = 1, m::loss = 0.5);
