// EXPECT: (no viable conversion from|could not convert).*(const char ?\[5\]|high).*measured
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

struct mine {
    ct::measured<m::loss> loss;
};

mine const row{.loss = "high"};
