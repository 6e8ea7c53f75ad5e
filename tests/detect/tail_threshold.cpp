// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/tail_threshold.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("tail_threshold is a detector") {
    check_detector<ct::tail_threshold<>>(with(noise(3000), 2500, 15));
}

TEST_CASE("tail_threshold follows a drift by the mean of a window") {
    auto stream = noise(20'000);
    for (std::size_t i = 0; i != stream.size(); ++i) stream[i] += 0.001 * static_cast<double>(i);
    CHECK(told<ct::cells::tail_threshold<>>(stream).size() < 25);
    CHECK(told<ct::cells::tail_threshold<ct::tail_threshold_rule{.window = 0}>>(stream).size() > 50);
}
