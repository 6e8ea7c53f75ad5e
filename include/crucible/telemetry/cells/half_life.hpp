// SPDX-License-Identifier: MIT
#pragma once
// Half-lives as template arguments: after so many rows, or after so long, a row counts half.

#include <crucible/telemetry/core/detail/label.hpp>
#include <crucible/telemetry/core/clock.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace crucible::telemetry {

/// `ewma<100>`: a hundred rows; `ewma<5min>`: five minutes.
struct half_life {
    double amount; ///< rows or seconds
    bool in_time;

    constexpr half_life(auto rows)
        requires std::is_arithmetic_v<decltype(rows)>
        : amount(static_cast<double>(rows)), in_time(false) {}

    template <class Rep, class Period>
    constexpr half_life(std::chrono::duration<Rep, Period> time)
        : amount(std::chrono::duration<double>(time).count()), in_time(true) {}

    /// Half-lives that lie between two times.
    [[nodiscard]] constexpr double between(timestamp earlier, timestamp later) const {
        auto const from = static_cast<std::uint64_t>(earlier.time_since_epoch().count());
        auto const to = static_cast<std::uint64_t>(later.time_since_epoch().count());
        return static_cast<double>(to - from) / (1e9 * amount); // a difference of any two fits unsigned
    }

    /// What tells it from others in the form of a cell.
    [[nodiscard]] constexpr std::uint64_t bits() const { return std::bit_cast<std::uint64_t>(amount); }

    /// Above 0 and not past a thousand million rows or 31 years.
    [[nodiscard]] constexpr bool sensible() const { return amount > 0 && amount <= 1e9; }
};

namespace detail {

inline constexpr double ln_2 = 0x1.62e42fefa39efp-1;

/// 2^x, also at compile time; a series for x from 0 to 1.
[[nodiscard]] constexpr double fraction_power_of_two(double x) {
    double sum = 0;
    for (int k = 24; k != 0; --k) sum = (1 + sum) * (x * ln_2) / k; // Horner: e^y - 1 = y (1 + y/2 (1 + y/3 (...)))
    return 1 + sum;
}

/// 2^-x: what is left of a weight after x half-lives. Pre-condition: x >= 0.
[[nodiscard]] inline double after_half_lives(double x) { return __builtin_exp2(-x); }

/// 1 - 2^-x, without losing what a small x gives.
[[nodiscard]] inline double lost_in_half_lives(double x) { return -__builtin_expm1(-x * ln_2); }

/// In the greatest unit that gives a whole number.
template <std::size_t Capacity>
constexpr void append(label<Capacity>& to, half_life h) {
    if (!h.in_time) return to.append_decimal(h.amount, 6);
    constexpr std::string_view names[]{"h", "min", "s", "ms", "us", "ns"};
    constexpr std::uint64_t units[]{3'600'000'000'000, 60'000'000'000, 1'000'000'000, 1'000'000, 1'000, 1};
    auto const whole = static_cast<std::uint64_t>(h.amount * 1e9 + 0.5);
    std::size_t i = 0;
    while (whole % units[i] != 0) ++i;
    to.append_whole(whole / units[i]);
    to.append(names[i]);
}

/// "ewma_100", "ewma_5min".
template <fixed_string Prefix, half_life H>
consteval auto name_with_half_life() {
    return as_name<[] {
        label<64> l;
        l.append(Prefix.view());
        if (H.sensible()) l.append("_"), append(l, H);
        return l;
    }>();
}

} // namespace detail
} // namespace crucible::telemetry
