// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/focus.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("focus is a detector") {
    check_detector<ct::focus<>>(shifted(noise(1000), 500, 3));
}

TEST_CASE("focus says where the change began") {
    ct::accumulator_of<double, decltype(ct::focus<>)> a;
    for (double const x : shifted(noise(1000), 500, 3)) a(x);
    ct::change const seen = a[ct::focus<>];
    CHECK(seen.found == 1);
    CHECK(seen.began >= 498);
    CHECK(seen.began <= 502);
}
