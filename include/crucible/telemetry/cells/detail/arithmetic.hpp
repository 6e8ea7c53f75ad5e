// SPDX-License-Identifier: MIT
#pragma once
// What cells need of <cmath>, which would cost more of every compile than all statistics together.

#include <cstdint>

namespace crucible::telemetry::detail {

/// A weight as a number of rows: rounded, and no more than fits.
[[nodiscard]] constexpr std::uint64_t whole_rows(double weight) {
    return weight < 0x1p64 ? static_cast<std::uint64_t>(weight + 0.5) : ~std::uint64_t{};
}

[[nodiscard]] constexpr double absolute(double x) { return __builtin_fabs(x); }
[[nodiscard]] inline double square_root(double x) { return __builtin_sqrt(x); }
[[nodiscard]] inline double round_down(double x) { return __builtin_floor(x); }

/// To 0 what decays, before computing with it becomes slow: denormal numbers cost a hundred times as much.
inline constexpr double least_decayed = 0x1p-500;
constexpr void drop_if_tiny(double& x, double least = least_decayed) {
    if (absolute(x) < least) [[unlikely]] x = 0;
}

/// x y + z, rounded once.
[[nodiscard]] inline double fused_multiply_add(double x, double y, double z) { return __builtin_fma(x, y, z); }

/// From a at t = 0 to b at t = 1, exact at both ends and never past them: std::lerp for t in [0, 1].
[[nodiscard]] constexpr double interpolate(double a, double b, double t) {
    if ((a <= 0 && b >= 0) || (a >= 0 && b <= 0)) return t * b + (1 - t) * a;
    if (t == 1) return b;
    double const x = a + t * (b - a);
    return (b > a) == (x > b) ? b : x;
}

} // namespace crucible::telemetry::detail
