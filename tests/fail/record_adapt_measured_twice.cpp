// EXPECT: static assertion failed.*a measurement was given twice
// EXPECT: measurement<.*"loss".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
    ct::measured<m::accuracy> accuracy;
    ct::measured<m::epoch> epoch;
    ct::measured<m::loss> again;
};

auto row(mine const& of) { return ct::adapt(epoch_stop, of); }
