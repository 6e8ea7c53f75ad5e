// EXPECT: the bounds of a histogram ascend
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::histogram<1, .5, 10>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
