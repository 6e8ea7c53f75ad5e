// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/page_hinkley.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("page_hinkley is a detector") {
    check_detector<ct::page_hinkley<>>(shifted(noise(1000), 500, 3));
}

TEST_CASE("page_hinkley by default does not depend on the unit") {
    auto stream = shifted(noise(1500), 700, 1);
    auto const found = told<ct::cells::page_hinkley<>>(stream);
    REQUIRE(!found.empty());
    CHECK(found[0] > 700);
    CHECK(found[0] < 800);
    for (double& x : stream) x = 1e-6 * x + 5;
    CHECK(told<ct::cells::page_hinkley<>>(stream) == found);
}
