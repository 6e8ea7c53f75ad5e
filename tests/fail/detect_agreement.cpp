// EXPECT: only detectors can be combined: statistics whose cell has `take_finding\(\)`
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/detect.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::any_of(ct::z_score<>, ct::mean))> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
