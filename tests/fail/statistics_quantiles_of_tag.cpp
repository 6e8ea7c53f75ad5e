// EXPECT: statistic_named<.*"p50_p90_p95_p99".*measurement<.*"model".*of_kind<.*tag
// EXPECT: this statistic means nothing for this kind of measurement
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>

namespace ct = crucible::telemetry;

constexpr ct::tag<"model"> model{};

int main() {
    ct::stream_accumulator<decltype(model), decltype(ct::distinct | ct::quantiles)> a;
    a("bert");
    return static_cast<int>(a[ct::quantiles][0]);
}
