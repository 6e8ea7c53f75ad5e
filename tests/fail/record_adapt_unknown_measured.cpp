// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"latency".*did_you_mean<.*"loss".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
    ct::measured<m::accuracy> accuracy;
    ct::measured<m::epoch> epoch;
    ct::measured<m::latency> latency;
};

auto row(mine const& of) { return ct::adapt(epoch_stop, of); }
