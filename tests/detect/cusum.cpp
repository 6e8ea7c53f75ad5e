// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/cusum.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("cusum is a detector") {
    check_detector<ct::cusum<>>(shifted(noise(1000), 500, 3));
}

TEST_CASE("cusum finds a small shift within tens of rows, up or down as asked") {
    auto const up = shifted(noise(1000), 500, 1), down = shifted(noise(1000), 500, -1);
    auto const found = told<ct::cells::cusum<>>(up);
    REQUIRE(!found.empty());
    CHECK(found[0] > 500);
    CHECK(found[0] < 550);
    CHECK(told<ct::cells::cusum<ct::cusum_rule{.side = ct::side::down}>>(up).empty());
    CHECK(!told<ct::cells::cusum<ct::cusum_rule{.side = ct::side::down}>>(down).empty());
    CHECK(told<ct::cells::cusum<ct::cusum_rule{.side = ct::side::up}>>(down).empty());
}

TEST_CASE("cusum does not find a single spike below its threshold") {
    CHECK(told<ct::cells::cusum<>>(with(noise(1000), 500, 6)).empty());
}
