// EXPECT: the rule of a z-score has a threshold above 0, a window of 3 to 65536 rows, a warm-up of 2 rows
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/detect.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::z_score<ct::z_score_rule{.window = 0}>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
