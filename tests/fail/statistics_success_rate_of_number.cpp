// EXPECT: statistic_named<.*"success_rate".*measurement<.*"loss".*of_kind<.*gauge
// EXPECT: this statistic means nothing for this kind of measurement
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

constexpr ct::gauge<"loss"> loss{};

int main() {
    ct::window_accumulator<decltype(loss), ct::success_rate_t> a;
    a(0.5);
    return static_cast<int>(a[ct::success_rate]);
}
