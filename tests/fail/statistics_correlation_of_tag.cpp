// EXPECT: statistic_named<.*"correlation".*"model"
// EXPECT: this statistic means nothing for this kind of measurement
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics/paired.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::tag<"model"> model{};

auto const asked = ct::correlation(loss, model);
