// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/ewma_chart.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("ewma_chart is a detector") {
    check_detector<ct::ewma_chart<>>(shifted(noise(1000), 500, 3));
}

TEST_CASE("ewma_chart of one side") {
    auto const stream = shifted(noise(1000), 500, 3);
    CHECK(told<ct::cells::ewma_chart<ct::ewma_chart_rule{.side = ct::side::down}>>(stream).empty());
    CHECK(told<ct::cells::ewma_chart<ct::ewma_chart_rule{.side = ct::side::up}>>(stream) ==
          told<ct::cells::ewma_chart<>>(stream));
}
