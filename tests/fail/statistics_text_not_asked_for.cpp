// EXPECT: statistic_named<.*"top".*asked_for<.*"distinct"
// EXPECT: this statistic was not asked for when the statistics were composed
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <string_view>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<std::string_view, decltype(ct::distinct | ct::count)> a;
    a("bert");
    return static_cast<int>(a[ct::top<3>].size);
}
