// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/random_sample.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

static_assert(batch_cell<cells::reservoir<8>> && statistic<random_sample_t<8>>);
static_assert(std::is_trivially_copyable_v<accumulator_of<double, random_sample_t<8>>>);

TEST_CASE("every row while they fit, then as many of them, in order of values") {
    accumulator_of<double, random_sample_t<4>> a;
    CHECK(a[random_sample<4>].size == 0);
    a(3), a(1);
    auto const few = a[random_sample<4>];
    REQUIRE(few.size == 2);
    CHECK(few[0] == 1);
    CHECK(few[1] == 3);
    for (int i = 4; i != 1000; ++i) a(i);
    auto const many = a[random_sample<4>];
    CHECK(many.size == 4);
    CHECK(std::is_sorted(many.begin(), many.end()));
    CHECK(std::adjacent_find(many.begin(), many.end()) == many.end());
    CHECK(many[3] > 4);
}

TEST_CASE("a sample of durations is of durations") {
    stream_accumulator<timer<"latency", std::chrono::microseconds>, random_sample_t<4>> a;
    a(3us), a(1us);
    CHECK(a[random_sample<4>][1] == 3us);
}
