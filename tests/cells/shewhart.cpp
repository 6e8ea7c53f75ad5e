// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/shewhart.hpp>

#include "detect/detectors.hpp"
#include "detect/python_random.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("Shewhart's chart finds what river's does") {
    python_random random(12345);
    auto const stable = random.gauss(0, 300);
    using chart = ct::cells::shewhart<ct::shewhart_rule{.threshold = 4, .warm_up = 30}>;
    CHECK(told<chart>(joined(stable, random.gauss(5, 200))) == std::vector<std::size_t>{300});
}

TEST_CASE("the limits are those of the first rows, and others after a finding") {
    ct::cells::shewhart<ct::shewhart_rule{.threshold = 3, .warm_up = 4}> c;
    for (double const x : {1.0, 3.0, 1.0, 3.0, 2.0, 2.0}) c(x); // mean 2, sd 1.155; the least change is 1
    CHECK(c.score() == 0);
    c(7);
    CHECK(c.found() == 1);
    auto const f = c.take_finding().value();
    CHECK(std::abs(*f.expected_to - (2 + 3 * std::sqrt(4.0 / 3))) < 1e-12);
    for (double const x : {7.0, 9.0, 7.0, 9.0}) c(x);
    CHECK(c.found() == 1);
}

TEST_CASE("Shewhart's chart of one side only") {
    auto const stream = with(with(noise(1000), 400, 12), 900, -12);
    using down = ct::cells::shewhart<ct::shewhart_rule{.side = ct::side::down}>;
    CHECK(told<down>(stream) == std::vector<std::size_t>{900});
}
