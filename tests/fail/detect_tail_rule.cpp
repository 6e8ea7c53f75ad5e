// EXPECT: the rule of a tail has a threshold of 0 to 100 nats, a memory of 10 to 1e6 rows
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/tail.hpp>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::tail<ct::tail_rule{.memory = 1}>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
