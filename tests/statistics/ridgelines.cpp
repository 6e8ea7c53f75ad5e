// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/ridgelines.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

static_assert(timed_cell<cells::ridges<>> && statistic<ridgelines_t>);
static_assert(std::is_trivially_copyable_v<accumulator_of<double, ridgelines_t>>);

TEST_CASE("the panes of a distribution that falls fall, and lose no row") {
    accumulator_of<double, ridgelines_t> loss;
    for (int i = 0; i != 10'000; ++i) loss(10 - i * 1e-3 + (i * 37 % 101) * 1e-3, 1, timestamp{i * 100ms});
    int panes = 0;
    double all = 0, before = 100;
    loss[ridgelines].for_each([&](timestamp from, timestamp to, auto visit) {
        CHECK(from <= to);
        double rows = 0, total = 0;
        visit([&](double low, double high, double n) { rows += n, total += n * (low + high) / 2; });
        CHECK(total / rows <= before + 1e-9); // it falls by less than a bucket from pane to pane
        if (panes == 0) CHECK(total / rows > 9);
        before = total / rows;
        all += rows;
        ++panes;
    });
    CHECK(before < 1);
    CHECK(all == 10'000);
    CHECK(panes > 16);
    CHECK(panes <= 32);
}
