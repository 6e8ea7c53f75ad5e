// SPDX-License-Identifier: MIT
#pragma once
// Weights as whole numbers of units, so that sums of them are the same in every order. A unit is 2^-16 row.

#include <algorithm>
#include <cstdint>

namespace crucible::telemetry::cells::detail {

inline constexpr std::uint64_t units_of_row = std::uint64_t{1} << 16;

/// What a count is full at: 2^46 rows. Twice that, and as much again in single rows, does not wrap.
inline constexpr std::uint64_t most_units = std::uint64_t{1} << 62;

/// Rounded, but one unit at least.
[[nodiscard]] constexpr std::uint64_t units_of(double weight) {
    double const n = weight * static_cast<double>(units_of_row) + 0.5;
    return n < 0x1p62 ? std::max<std::uint64_t>(static_cast<std::uint64_t>(n), 1) : most_units;
}

[[nodiscard]] constexpr double rows_of(std::uint64_t units) {
    return static_cast<double>(units) / static_cast<double>(units_of_row);
}

/// Adds; a full count stays full.
constexpr void add_units(std::uint64_t& to, std::uint64_t units) { to = std::min(to + units, most_units); }

} // namespace crucible::telemetry::cells::detail
