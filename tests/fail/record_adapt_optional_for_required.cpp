// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: measurement<.*"accuracy".*expected_type<double>.*given_type<std::optional<double> ?>.*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
    ct::measured<ct::optional<m::accuracy>> accuracy;
    ct::measured<m::epoch> epoch;
};

auto row(mine const& of) { return ct::adapt(epoch_stop, of); }
