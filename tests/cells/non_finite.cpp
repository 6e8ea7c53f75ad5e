// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/non_finite.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("the first value that is not finite is told, and none after it") {
    ct::cells::non_finite<> c;
    for (int i = 0; i != 10; ++i) c(i);
    CHECK_FALSE(c.take_finding());
    c.put_aside(1);
    CHECK(c.take_finding()->severity == ct::severity::critical);
    c.put_aside(1);
    CHECK(c.score() == 2);
    c(5);
    CHECK(c.score() == 0);
    c.put_aside(1);
    CHECK_FALSE(c.take_finding());
    CHECK(c.found() == 1);
    CHECK(c.rows() == 14);
}

TEST_CASE("or again, after so many rows") {
    ct::cells::non_finite<ct::non_finite_rule{.refractory = {.rows = 3}}> c;
    int told = 0;
    for (int i = 0; i != 9; ++i) c.put_aside(1), told += c.take_finding().has_value();
    CHECK(told == 3);
}
