// EXPECT: a half-life is a positive number of rows or a positive time, of 1e9 rows or seconds at most
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::ewma<0>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
