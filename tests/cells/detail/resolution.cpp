// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/resolution.hpp>

#include <catch2/catch_test_macros.hpp>

#include <initializer_list>

using crucible::telemetry::cells::detail::resolution;

namespace {

resolution after(std::initializer_list<double> values) {
    resolution seen;
    for (double const x : values) seen(x);
    return seen;
}

constexpr double without_bound = std::numeric_limits<double>::infinity();

} // namespace

TEST_CASE("the floor is the least change that is no rounding") {
    CHECK(after({}).floor(0) == without_bound);
    CHECK(after({3, 3, 3}).floor(0) == without_bound);
    CHECK(after({1, 1 + 1e-15, 1}).floor(0) == without_bound);
    CHECK(after({1, 3, 3.5, 8}).floor(0) == 0.5);
    CHECK(after({1, 3, 3.5, 8}).floor(2) == 2);
}

TEST_CASE("a floor has a square above 0") {
    resolution const tiny = after({0, 0x1p-540, 0}), small = after({0, 0x1p-470}), usual = after({1, 2});
    for (double const floor : {tiny.floor(0), small.floor(0), usual.floor(1e-300)}) CHECK(floor * floor > 0);
}
