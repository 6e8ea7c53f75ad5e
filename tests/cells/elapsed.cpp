// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/elapsed.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("elapsed is the time between the outermost rows, in whatever order they come") {
    cells::elapsed e;
    for (auto const at : {5s, 2s, 12s, 7s}) e(0, 1, timestamp{at});
    CHECK(e.count() == 4);
    CHECK(e.seconds() == 10);
    CHECK(e.per_second(e.count() - 1) == 0.3);
}

TEST_CASE("elapsed between the two ends of time") {
    cells::elapsed e;
    e(0, 1, timestamp::min()), e(0, 1, timestamp::max());
    CHECK(e.seconds() == 0x1p64 / 1e9);
}

TEST_CASE("nothing is per second when no time passed") {
    cells::elapsed e;
    CHECK(e.seconds() == 0);
    CHECK(std::isnan(e.per_second(1)));
    e(0, 1, timestamp{3s});
    CHECK(e.seconds() == 0);
    CHECK(std::isnan(e.per_second(1)));
}
