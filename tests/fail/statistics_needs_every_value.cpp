// EXPECT: statistic_named<.*"median".*measurement<.*"loss"
// EXPECT: this statistic keeps every value, which an endless stream cannot
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

constexpr ct::gauge<"loss"> loss{};

int main() {
    ct::stream_accumulator<decltype(loss), decltype(ct::count | ct::median)> a;
    a(0.5);
    return static_cast<int>(a[ct::median]);
}
