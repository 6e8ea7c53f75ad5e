// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

static_assert(batch_cell<histogram_t<1, 2>::cell> && statistic<histogram_t<1, 2>>);
static_assert(cell<cells::exponential_buckets<>> && statistic<exponential_histogram_t>);
static_assert(std::is_trivially_copyable_v<accumulator_of<double, decltype(histogram<1> | exponential_histogram)>>);

TEST_CASE("a bound lies in its own bucket, and the last bucket has what is beyond") {
    accumulator_of<double, histogram_t<0, .5, 10>> a;
    for (double const x : {-3.0, 0.0, 0.1, 0.5, 0.6, 10.0, 11.0}) a(x);
    auto const h = a[histogram<0, .5, 10>];
    CHECK(h.bounds == std::array{0.0, 0.5, 10.0});
    CHECK(h.rows == std::array{2.0, 2.0, 2.0, 1.0});
    CHECK(h.up_to(0) == 2);
    CHECK(h.up_to(1) == 4);
    CHECK(h.up_to(3) == 7);
}

TEST_CASE("bounds in equal steps and in equal ratios") {
    CHECK(linear_bounds<-1, .5, 4>::values == std::array{-1.0, -0.5, 0.0, 0.5});
    CHECK(exponential_bounds<1, 10, 3>::values == std::array{1.0, 10.0, 100.0});
    using decades = exponential_bounds<1, 10, 3>;
    stream_accumulator<timer<"latency", std::chrono::microseconds>, histogram_in_t<decades>> a; // in its ticks
    a(10us), a(11us), a(1ms, 2);
    CHECK(a[histogram_in<decades>].rows == std::array{0.0, 1.0, 1.0, 2.0});
}

TEST_CASE("the exponential histogram of OpenTelemetry") {
    accumulator_of<double, exponential_histogram_t> a;
    for (double const x : {0.0, -2.0, 1.0, 2.0, 1024.0}) a(x);
    auto const h = a[exponential_histogram];
    CHECK(h.zeros() == 1);
    double positive = 0;
    for (std::size_t i = 0; i != h.positive().size; ++i) positive += h.positive().rows(i);
    CHECK(positive == 3);
    CHECK(h.negative().size == 1);
    CHECK(h.scale() == 3); // ten octaves of eight buckets and one more fit into 160, but not twice as many
    CHECK(h.bound(h.positive().offset + 1) == 1);
}
