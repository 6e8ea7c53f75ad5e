// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/shewhart.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("shewhart is a detector") {
    check_detector<ct::shewhart<>>(with(with(noise(2000), 400, 12), 1500, -12));
}
