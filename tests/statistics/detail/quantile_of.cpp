// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics/detail/quantile_of.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;

TEST_CASE("quantiles are named by percent, with the decimals they have") {
    static constexpr auto half = detail::name_quantiles<"", .5>();
    CHECK(half.view() == "p50");
    static constexpr auto several = detail::name_quantiles<"", .5, .95, .999>();
    CHECK(several.view() == "p50_p95_p99.9");
    static constexpr auto ends = detail::name_quantiles<"", 0, 1>();
    CHECK(ends.view() == "p0_p100");
    static constexpr auto small = detail::name_quantiles<"", .0001, .05>();
    CHECK(small.view() == "p0.01_p5");
    static constexpr auto third = detail::name_quantiles<"kll_", 1 / 3.0>();
    CHECK(third.view() == "kll_p33.333333333");
    static constexpr auto many = detail::name_quantiles<"", .1, .2, .3, .4, .5, .6, .7, .8, .9, 1 / 3.0, 1 / 7.0>();
    CHECK(many.view() == "p10_p20_p30_p40_p50_p60_p70_p80_p90_p33.333333333_p14.285714286");
}
