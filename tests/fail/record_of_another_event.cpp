// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"grad_norm".*did_you_mean<.*"loss".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss = 0.5, m::accuracy = 0.9, m::epoch = 1, m::grad_norm = 2.0F);
