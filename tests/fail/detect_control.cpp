// COMPILES
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/detect.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::z_score<ct::z_score_rule{.threshold = 4, .window = 64}>)> a;
    a(1);
    auto const copy = a;
    return copy == a ? 0 : 1;
}
