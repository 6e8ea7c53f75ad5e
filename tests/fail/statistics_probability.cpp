// EXPECT: a probability lies between 0 and 1
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::exact_quantile<99>)> a;
    a(1.0);
    return static_cast<int>(a[ct::count]);
}
