// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/tdigest.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

static_assert(batch_cell<cells::tdigest<>> && statistic<tdigest_quantile_t<.5, .9>> && statistic<tdigest_t>);
static_assert(std::same_as<decltype(tdigest_quantile<.5> | tdigest)::cells, type_set<cells::tdigest<>>>,
              "both share one cell");
static_assert(std::is_trivially_copyable_v<accumulator_of<double, tdigest_t>>);

TEST_CASE("quantiles of a digest, and the digest itself") {
    accumulator_of<double, decltype(tdigest_quantile<.5> | tdigest_quantile<0, 1> | tdigest)> a;
    CHECK(std::isnan(a[tdigest_quantile<.5>]));
    for (int i = 0; i != 10'001; ++i) a((i * 7919) % 10'001);
    CHECK(std::abs(a[tdigest_quantile<.5>] - 5000) < 50);
    CHECK(a[tdigest_quantile<0, 1>] == std::array{0.0, 10'000.0});
    cells::tdigest<> const digest = a[tdigest];
    CHECK(digest.rows() == 10'001);
    CHECK(digest.max() == 10'000);
}

TEST_CASE("quantiles of durations, read from a digest, are durations") {
    stream_accumulator<timer<"latency", std::chrono::microseconds>, decltype(tdigest_quantile<.5>)> a;
    for (int i = 1; i <= 3; ++i) a(i * 1us);
    CHECK(a[tdigest_quantile<.5>] == 2us);
}
