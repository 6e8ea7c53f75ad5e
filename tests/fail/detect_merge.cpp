// EXPECT: a detector follows one stream in the order of its rows, so two do not merge
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/detect.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<double, decltype(ct::count | ct::z_score<>)> a, b;
    a(1), b(2);
    a += b;
    return static_cast<int>(a[ct::count]);
}
