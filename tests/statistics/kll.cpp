// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/kll.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

static_assert(batch_cell<cells::kll<>> && statistic<kll_quantile_t<.5, .9>> && statistic<kll_rank_error_t>);
static_assert(
    std::same_as<decltype(kll_quantile<.5> | kll_quantile<.9, .99> | kll_rank_error)::cells, type_set<cells::kll<>>>,
    "all of them share one cell");
static_assert(std::is_trivially_copyable_v<accumulator_of<double, kll_rank_error_t>>);

TEST_CASE("quantiles with the bound of their error") {
    accumulator_of<double, decltype(kll_quantile<.5> | kll_quantile<0, 1> | kll_rank_error)> a;
    CHECK(std::isnan(a[kll_quantile<.5>]));
    for (int i = 0; i != 101; ++i) a(i);
    CHECK(a[kll_quantile<.5>] == 50);
    CHECK(a[kll_quantile<0, 1>] == std::array{0.0, 100.0});
    CHECK(a[kll_rank_error] == 0);
    for (int i = 0; i != 100'000; ++i) a((i * 7919) % 101);
    CHECK(a[kll_rank_error] > 0);
    CHECK(a[kll_rank_error] < .02);
    CHECK(std::abs(a[kll_quantile<.5>] - 50) <= 101 * a[kll_rank_error] + 1);
}

TEST_CASE("quantiles of durations are durations, their error is a share") {
    stream_accumulator<timer<"latency", std::chrono::microseconds>, decltype(kll_quantile<.5> | kll_rank_error)> a;
    for (int i = 1; i <= 101; ++i) a(i * 1us);
    CHECK(a[kll_quantile<.5>] == 51us);
    STATIC_CHECK(std::same_as<decltype(a[kll_rank_error]), double>);
}
