// EXPECT: static assertion failed.*a measurement the event declares was not given
// EXPECT: measurement<.*"accuracy".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
    ct::measured<m::epoch> epoch;
};

auto row(mine const& of) { return ct::adapt(epoch_stop, of); }
