// SPDX-License-Identifier: MIT
#pragma once
// Numbers as text: the fewest digits that read back as the same number. 7 ns an integer, 35 a double, 12 one of few digits.

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

// Floating-point numbers are told apart by their bits: with -ffast-math compilers assume that there is no NaN and no
// -0.0, and processors take subnormal numbers for 0.

namespace detail {

template <std::floating_point T>
using bits_of = std::conditional_t<sizeof(T) == sizeof(std::uint32_t), std::uint32_t, std::uint64_t>;
template <std::floating_point T>
inline constexpr bits_of<T> sign_bit = bits_of<T>{1} << (sizeof(T) * 8 - 1);

inline constexpr std::int64_t millionths = 1'000'000;

/// A number that is a decimal fraction of at most six places, in millionths; 0 when it is none, or may have an exponent.
/// What people log is often one (0.5, 0.9375, 12.25): it is then written in a fraction of the time that std::to_chars
/// takes to find out that so few digits do.
///
/// With r = the millionths nearest to x = m / 2^s (m of 53 bits): r / 10^6 reads back as x when it lies within half a
/// step of m, |r * 2^s - m * 10^6| < 10^6 / 2. Of decimals of 15 digits no two read back as the same number, so it is
/// then the shortest. In integers, which -ffast-math leaves alone; the difference is at most 2^s, s <= 61.
[[nodiscard]] inline std::int64_t as_millionths(double x) noexcept {
    constexpr double least = 0x1p-9, most = 0x1p29; // r stays within 15 digits; below 0.001 exponents begin
    if (!((x >= least && x < most) || (x <= -least && x > -most))) return 0;
    double const scaled = x * static_cast<double>(millionths);
    auto const nearest = static_cast<std::int64_t>(scaled + (x < 0 ? -0.5 : 0.5));
    double const away = scaled - static_cast<double>(nearest), most_away = scaled * 0x1p-50; // a guess that is quick
    if (away * away > most_away * most_away) return 0;

    constexpr int fraction_bits = 52, bias = 1023;
    constexpr std::uint64_t leading = std::uint64_t{1} << fraction_bits;
    auto const pattern = std::bit_cast<std::uint64_t>(x);
    std::uint64_t const m = (pattern & (leading - 1)) | leading;
    int const s = fraction_bits + bias - static_cast<int>(pattern >> fraction_bits & 0x7FFU);
    auto const r = static_cast<std::uint64_t>(nearest < 0 ? -nearest : nearest);
    auto const off = static_cast<std::int64_t>((r << s) - m * static_cast<std::uint64_t>(millionths)); // modulo 2^64
    bool const close = m != leading && off < millionths / 2 && -off < millionths / 2; // steps halve below a power of two
    return off == 0 || close ? nearest : 0;
}

/// Without zeros at the end. Pre-condition: it is not a whole number.
[[nodiscard]] inline char* write_millionths(char* to, std::int64_t n) noexcept {
    if (n < 0) *to++ = '-', n = -n;
    to = write_number(to, n / millionths);
    auto const fraction = static_cast<std::uint32_t>(n % millionths);
    *to = '.';
    char* end = write_two_digits(to + 1, fraction / 10'000);
    end = write_two_digits(end, fraction / 100 % 100);
    end = write_two_digits(end, fraction % 100);
    while (end[-1] == '0') --end;
    return end;
}

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
    if (!is_minus_zero && std::bit_cast<detail::bits_of<T>>(static_cast<T>(whole)) != pattern) {
        if constexpr (sizeof(T) == sizeof(double))
            if (std::int64_t const short_one = detail::as_millionths(value)) return detail::write_millionths(to, short_one);
        return std::to_chars(to, to + longest_number<T>, value).ptr;
    }
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

} // namespace crucible::telemetry
