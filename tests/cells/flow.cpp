// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/flow.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("throughput is what was added after the first row, per second") {
    cells::flow f;
    CHECK(std::isnan(f.throughput()));
    f(100, 1, timestamp{10s});
    CHECK(std::isnan(f.throughput()));
    f(30, 1, timestamp{11s});
    f(10, 2, timestamp{14s});
    CHECK(f.sum() == 150);
    CHECK(f.throughput() == 50 / 4.0);
}

TEST_CASE("the throughput of ones is the rate") {
    cells::flow f;
    for (int i = 0; i != 11; ++i) f(1, 1, timestamp{i * 100ms});
    CHECK(f.throughput() == f.per_second(f.count() - 1));
    CHECK(f.throughput() == 10);
}

TEST_CASE("merged flows are one flow") {
    cells::flow early, late;
    early(5, 1, timestamp{1s});
    early(6, 1, timestamp{2s});
    late(7, 1, timestamp{4s});
    late += early;
    CHECK(late.first() == 5);
    CHECK(late.last() == 7);
    CHECK(late.throughput() == 13 / 3.0);
}
