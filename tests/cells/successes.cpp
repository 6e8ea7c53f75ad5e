// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/successes.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using crucible::telemetry::cells::successes;

TEST_CASE("the rate of successes is a share of rows, by weight") {
    successes s;
    CHECK(std::isnan(s.rate()));
    s(1);
    CHECK(s.rate() == 1);
    s(0, 3);
    CHECK(s.rate() == 0.25);
    CHECK(s.count() == 4);
    CHECK(s.set() == 1);
    successes all;
    for (int i = 0; i != 1000; ++i) all(1, i % 3 == 0 ? 1 : 0.1 * i);
    CHECK(all.rate() == 1);
}
