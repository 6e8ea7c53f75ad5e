// EXPECT: a rate is by time: its half-life is a time, such as 30s
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::recent_rate<100>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
