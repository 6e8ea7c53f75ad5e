// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/adwin.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("adwin is a detector") {
    check_detector<ct::adwin<>>(shifted(noise(1000), 500, 3));
}

TEST_CASE("adwin says from which mean it went away") {
    ct::cells::adwin<> c;
    for (double const x : shifted(noise(600, 5, std::normal_distribution<double>(10, 1)), 500, 3)) c(x);
    auto const f = c.take_finding().value();
    CHECK(std::abs(*f.expected_to - 10) < 0.3);
    CHECK(f.expected_from == std::nullopt);
    CHECK(f.threshold == 1.0);
}
