// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/edges.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace crucible::telemetry;
using namespace std::chrono_literals;
using cells::edges;

namespace {
edges of(std::initializer_list<std::pair<double, std::chrono::seconds>> rows) {
    edges e;
    for (auto const& [x, at] : rows) e(x, 1, timestamp{at});
    return e;
}
} // namespace

TEST_CASE("edges are the first and the last value by time, not by arrival") {
    edges const e = of({{5, 5s}, {2, 2s}, {12, 12s}, {7, 7s}});
    CHECK(e.first() == 2);
    CHECK(e.last() == 12);
    CHECK(std::isnan(edges{}.first()));
    CHECK(std::isnan(edges{}.last()));
}

TEST_CASE("rows of one stamp, as those of a training step, keep the order they are given in") {
    edges const e = of({{3, 1s}, {1, 1s}, {2, 1s}});
    CHECK(e.first() == 3);
    CHECK(e.last() == 2);
    edges without_time;
    for (double const x : {4.0, 6.0, 5.0}) without_time(x);
    CHECK(without_time.first() == 4);
    CHECK(without_time.last() == 5);
}

TEST_CASE("merging edges of one stamp gives the same in either order") {
    edges const a = of({{3, 1s}, {8, 4s}});
    edges const b = of({{2, 1s}, {9, 4s}});
    edges ab = a, ba = b;
    ab += b;
    ba += a;
    CHECK(ab == ba);
    CHECK(ab.first() == 2);
    CHECK(ab.last() == 9);
}
