// SPDX-License-Identifier: MIT
#pragma once
// What cells need of <cmath>, which would cost more of every compile than all statistics together.

namespace crucible::telemetry::detail {

[[nodiscard]] constexpr double absolute(double x) { return x < 0 ? -x : x; }
[[nodiscard]] inline double square_root(double x) { return __builtin_sqrt(x); }
/// x y + z, rounded once.
[[nodiscard]] inline double fused_multiply_add(double x, double y, double z) { return __builtin_fma(x, y, z); }

} // namespace crucible::telemetry::detail
