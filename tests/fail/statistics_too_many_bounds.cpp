// EXPECT: buckets are compared one by one: 256 bounds at most
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::histogram_in<ct::linear_bounds<0, 1, 300>>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
