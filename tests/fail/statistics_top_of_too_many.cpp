// EXPECT: the most frequent 1 to 1024 values can be asked for
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/top.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<int, decltype(ct::count | ct::top<10'000>)> a;
    a(1);
    return static_cast<int>(a[ct::count]);
}
