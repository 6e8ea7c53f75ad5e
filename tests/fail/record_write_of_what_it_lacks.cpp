// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"grad_norm".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

void write() {
    auto row = epoch_stop(m::loss = 0.5, m::accuracy = 0.9, m::epoch = 1);
    row[m::grad_norm] = 0.5F;
}
