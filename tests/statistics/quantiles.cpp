// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

static_assert(batch_cell<cells::log_linear<>> && statistic<quantiles_t> && statistic<quantile_t<.5>>);
static_assert(std::same_as<decltype(quantiles | quantile<.5> | quantile<.999>)::cells, type_set<cells::log_linear<>>>,
              "all quantiles share one cell");
static_assert(decltype(quantiles | count)::bounded, "a session may stream them");
static_assert(std::is_trivially_copyable_v<accumulator_of<double, quantiles_t>>);
static_assert(sizeof(cells::log_linear<>) <= 10'000);

TEST_CASE("one probability reads as a number, several as an array in their order") {
    accumulator_of<double, decltype(quantile<.5> | quantile<1, 0> | quantiles)> a;
    CHECK(std::isnan(a[quantile<.5>]));
    for (int i = 0; i != 101; ++i) a(i);
    STATIC_CHECK(std::same_as<decltype(a[quantile<.5>]), double>);
    CHECK(a[quantile<.5>] == 50);
    CHECK(a[quantile<1, 0>] == std::array{100.0, 0.0});
    CHECK(a[quantiles] == std::array{50.0, 90.0, 95.0, 99.0});
}

TEST_CASE("quantiles of durations are durations") {
    stream_accumulator<timer<"latency", std::chrono::microseconds>, decltype(quantile<.5> | quantiles)> a;
    for (int i = 1; i <= 101; ++i) a(i * 1us);
    CHECK(a[quantile<.5>] == 51us);
    CHECK(a[quantiles][1] == 91us);
}

TEST_CASE("quantiles of parts merge into those of the whole, to the last bit") {
    accumulator_of<double, quantiles_t> whole, odd, even;
    for (int i = 0; i != 10'000; ++i) {
        double const x = std::exp(std::sin(i));
        whole(x), (i % 2 == 0 ? even : odd)(x);
    }
    odd += even;
    CHECK(odd == whole);
    CHECK(odd[quantiles] == whole[quantiles]);
}
