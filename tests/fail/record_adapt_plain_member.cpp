// EXPECT: static assertion failed.*an adapted type is an aggregate of 1 to 16 ct::measured<descriptor> members
// EXPECT: given_type<mine>
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
    double accuracy;
    int epoch;
};

auto row(mine const& of) { return ct::adapt(epoch_stop, of); }
