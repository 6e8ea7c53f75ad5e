// EXPECT: the rule of a spike has thresholds above 0, of which `each` is not the greater
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::spike<ct::spike_rule{.window = 127}>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
