// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

namespace {
using state = accumulator_of<double, decltype(min | max | min_at | max_at)>;
static_assert(decltype(min | max | min_at | max_at)::cells::size == 1);
static_assert(timed_cell<cells::peaks>);
} // namespace

TEST_CASE("when the least and the greatest value occurred") {
    state s;
    CHECK(s[min_at] == std::nullopt);
    CHECK(s[max_at] == std::nullopt);
    double const values[]{3, 1, 4, 1, 5, 5, 2};
    for (int i = 0; i != 7; ++i) s(values[i], 1, timestamp{i * 1s});
    CHECK(s[min] == 1);
    CHECK(s[max] == 5);
    CHECK(s[min_at] == timestamp{1s});
    CHECK(s[max_at] == timestamp{4s});
}

TEST_CASE("the earliest of equal extremes counts, whatever came first and however merged") {
    state s, t;
    s(1, 1, timestamp{5s}), s(1, 1, timestamp{3s}), s(2, 1, timestamp{4s});
    CHECK(s[min_at] == timestamp{3s});
    t(1, 1, timestamp{2s}), t(2, 1, timestamp{9s});
    state both = s, swapped = t;
    both += t, swapped += s;
    CHECK(both == swapped);
    CHECK(both[min_at] == timestamp{2s});
    CHECK(both[max_at] == timestamp{4s});
    both += state{};
    CHECK(both == swapped);
}

TEST_CASE("times of extremes in a batch") {
    state s;
    std::vector<double> const values{3, 1, 4, 1, 5};
    std::vector<timestamp> at;
    for (int i = 0; i != 5; ++i) at.push_back(timestamp{i * 1min});
    s(values, at);
    CHECK(s[min_at] == timestamp{1min});
    CHECK(s[max_at] == timestamp{4min});
}
