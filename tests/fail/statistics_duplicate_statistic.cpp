// EXPECT: statistic_named<.*"mean"
// EXPECT: a statistic was asked for twice in one composition
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::mean | ct::variance | ct::mean)> a;
    a(1.0);
    return static_cast<int>(a[ct::mean]);
}
