// EXPECT: the rule of surprise has a threshold and a price of 0 to 100 nats
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::surprise<ct::surprise_rule{.burst = 2}>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
