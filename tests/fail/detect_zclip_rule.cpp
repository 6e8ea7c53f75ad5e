// EXPECT: the rule of ZClip has a threshold above 0
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/zclip.hpp>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::zclip<ct::zclip_rule{.kept = 1}>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
