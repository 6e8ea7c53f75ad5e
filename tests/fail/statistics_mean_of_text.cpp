// EXPECT: statistic_named<.*"mean".*given_type<.*basic_string_view
// EXPECT: this statistic means nothing for values of this type
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::accumulator_of<std::string_view, decltype(ct::count | ct::mean)> a;
    a("bert");
    return static_cast<int>(a[ct::mean]);
}
