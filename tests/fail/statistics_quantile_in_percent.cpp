// EXPECT: a probability lies between 0 and 1
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::quantile<.5, 99>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
