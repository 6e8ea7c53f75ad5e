// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/divergence.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("a divergence is told once until the mean has come half of the way back") {
    auto all = noise(3000);
    for (std::size_t i = 1000; i != 1500; ++i) all[i] += 5;
    for (std::size_t i = 2200; i != 3000; ++i) all[i] += 5;
    auto const found = told<ct::cells::divergence<>>(all);
    REQUIRE(found.size() == 2);
    CHECK(found[0] > 1000);
    CHECK(found[0] < 1060);
    CHECK(found[1] > 2200);
    CHECK(found[1] < 2260);
}

TEST_CASE("a spike is no divergence, however high") {
    CHECK(told<ct::cells::divergence<>>(with(noise(3000), 1000, 1e6)).empty());
}

TEST_CASE("the score is in standard errors above the best") {
    ct::cells::divergence<> c;
    for (double const x : noise(500)) c(x);
    CHECK(c.score() >= 0);
    CHECK(c.score() < 8);
    for (int i = 0; i != 1000; ++i) c(2 + (i % 2 == 0 ? 1 : -1));
    CHECK(c.found() == 1);
    CHECK(c.score() > 12);
}
