// EXPECT: a confidence lies between 0 and 1
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/success.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<bool, decltype(ct::count | ct::success_interval<95>)> a;
    a(true);
    return static_cast<int>(a[ct::count]);
}
