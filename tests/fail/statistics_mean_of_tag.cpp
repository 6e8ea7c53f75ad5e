// EXPECT: statistic_named<.*"mean".*measurement<.*"model".*of_kind<.*tag
// EXPECT: this statistic means nothing for this kind of measurement
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

constexpr ct::tag<"model"> model{};

int main() {
    ct::stream_accumulator<decltype(model), decltype(ct::count | ct::mean)> a;
    a("bert");
    return static_cast<int>(a[ct::mean]);
}
