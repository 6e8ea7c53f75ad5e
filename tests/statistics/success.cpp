// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/success.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

using namespace crucible::telemetry;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {
using state = accumulator_of<bool, decltype(success_rate | success_interval<.95> | success_interval<.99> | count)>;
static_assert(decltype(success_rate | success_interval<.95> | count)::cells::size == 1);

state of(int set, int all) {
    state s;
    for (int i = 0; i != all; ++i) s(i < set);
    return s;
}
} // namespace

TEST_CASE("the interval of Wilson") {
    auto const [low, high] = of(8, 10)[success_interval<.95>]; // computed with 30 digits
    CHECK_THAT(low, WithinRel(0.49016247153664170, 1e-14));
    CHECK_THAT(high, WithinRel(0.94331784854562475, 1e-14));
    auto const [lower, higher] = of(8, 10)[success_interval<.99>];
    CHECK(lower < low);
    CHECK(higher > high);
}

TEST_CASE("the interval at the ends, and of nothing") {
    auto const none = of(0, 20)[success_interval<.95>];
    CHECK(none[0] == 0);
    CHECK_THAT(none[1], WithinRel(0.16112516, 1e-7)); // z^2 / (n + z^2)
    auto const all = of(20, 20)[success_interval<.95>];
    CHECK_THAT(all[0], WithinRel(1 - 0.16112516, 1e-7));
    CHECK(all[1] == 1);
    auto const nothing = state{}[success_interval<.95>];
    CHECK(std::isnan(nothing[0]));
    CHECK(std::isnan(nothing[1]));
}

TEST_CASE("weights count repetitions in the interval") {
    state weighted;
    weighted(true, 8), weighted(false, 2);
    CHECK(weighted[success_interval<.95>] == of(8, 10)[success_interval<.95>]);
}

TEST_CASE("the normal quantile, to the last digits, in each of its three ranges") {
    using detail::normal_quantile;
    CHECK(normal_quantile(.5) == 0);
    CHECK_THAT(normal_quantile(.975), WithinRel(1.95996398454005424, 1e-15));
    CHECK_THAT(normal_quantile(.995), WithinRel(2.57582930354890076, 1e-15));
    CHECK_THAT(normal_quantile(.1), WithinRel(-1.28155156554460047, 1e-15));
    CHECK_THAT(normal_quantile(1e-300), WithinRel(-37.0470962993611992, 1e-15));
    for (double p = 0.001; p < 1; p += 0.007)
        CHECK_THAT(std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / 2, WithinAbs(p, 4e-16));
}
