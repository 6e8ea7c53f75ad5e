// EXPECT: statistic_named<.*"variance".*asked_for<.*"count".*"mean"
// EXPECT: this statistic was not asked for when the statistics were composed
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::mean)> a;
    a(1.0);
    double const v = a[ct::variance];
    return static_cast<int>(v);
}
