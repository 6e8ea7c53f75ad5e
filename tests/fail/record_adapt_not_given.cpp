// EXPECT: (no matching constructor for initialization|could not convert|no matching function for call).*measured<
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
    ct::measured<m::accuracy> accuracy;
};

mine const row{.loss = 0.5};
