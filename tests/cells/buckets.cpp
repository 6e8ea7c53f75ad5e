// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/buckets.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace crucible::telemetry;

namespace {
struct bounds {
    static constexpr std::array values{-1.0, 0.0, .5, 10.0};
};
} // namespace

TEST_CASE("a bound belongs to the bucket below it") {
    cells::buckets<bounds> c;
    for (double const x : {-5.0, -1.0, -0.5, -0.0, 0.0, 0.1, 0.5, 0.6, 10.0, 10.1, std::numeric_limits<double>::max()})
        c(x);
    CHECK(c.rows() == std::array{2.0, 3.0, 2.0, 2.0, 2.0});
    c(0.3, 2.5);
    CHECK(c.rows()[2] == 4.5);
}
