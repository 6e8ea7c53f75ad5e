// SPDX-License-Identifier: MIT
#pragma once
// Floating-point numbers from text as std::from_chars reads them, which before libc++ 20 reads integers only there.

#include <crucible/telemetry/text/number.hpp>

#include <cerrno>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <locale.h>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

namespace crucible::telemetry::detail {

[[nodiscard]] inline char const* end_of_digits(char const* at, char const* to) noexcept {
    while (at != to && *at >= '0' && *at <= '9') ++at;
    return at;
}

/// The end of the word, in letters of either case; where the text begins, when it is another.
[[nodiscard]] inline char const* end_of_word(char const* from, char const* to, std::string_view word) noexcept {
    constexpr int lower_case = 'a' - 'A';
    char const* at = from;
    for (char const letter : word)
        if (at == to || (*at | lower_case) != letter) return from;
        else ++at;
    return at;
}

/// The end of the number that the text begins with; where it begins, when it begins with none.
[[nodiscard]] inline char const* end_of_real(char const* const from, char const* const to) noexcept {
    char const* const digits = from != to && *from == '-' ? from + 1 : from;
    for (std::string_view const word : {"infinity", "inf", "nan"})
        if (char const* const end = end_of_word(digits, to, word); end != digits) return end;
    char const* end = end_of_digits(digits, to);
    bool any = end != digits;
    if (end != to && *end == '.') {
        char const* const fraction = end_of_digits(end + 1, to);
        any = any || fraction != end + 1;
        end = fraction;
    }
    if (!any) return from;
    if (end == to || (*end != 'e' && *end != 'E')) return end;
    char const* const exponent = end + 1 != to && (end[1] == '-' || end[1] == '+') ? end + 2 : end + 1;
    char const* const end_of_exponent = end_of_digits(exponent, to);
    return end_of_exponent == exponent ? end : end_of_exponent;
}

/// By the C library, in the locale "C". It reads up to a zero, so it gets a copy.
template <std::floating_point T>
[[nodiscard]] std::from_chars_result read_real_by_copy(char const* from, char const* to, T& value) noexcept {
    static ::locale_t const c_locale = ::newlocale(LC_ALL_MASK, "C", nullptr);
    auto const size = static_cast<std::size_t>(end_of_real(from, to) - from);
    if (size == 0) return {from, std::errc::invalid_argument};
    char few[128];
    std::unique_ptr<char[]> const many(size < sizeof few ? nullptr : new (std::nothrow) char[size + 1]);
    if (size >= sizeof few && many == nullptr) return {from, std::errc::not_enough_memory};
    char* const copy = many != nullptr ? many.get() : few;
    std::memcpy(copy, from, size);
    copy[size] = '\0';

    int const before = std::exchange(errno, 0);
    T read{};
    if constexpr (std::same_as<T, float>) read = ::strtof_l(copy, nullptr, c_locale);
    else read = static_cast<T>(::strtod_l(copy, nullptr, c_locale));
    bool const beyond = std::exchange(errno, before) == ERANGE;
    // Subnormal numbers set ERANGE, too, and are numbers.
    if (beyond && (read == 0 || magnitude_of(read) != magnitude::finite))
        return {from + size, std::errc::result_out_of_range};
    value = read;
    return {from + size, std::errc{}};
}

template <std::floating_point T>
[[nodiscard]] std::from_chars_result read_real(char const* from, char const* to, T& value) noexcept {
    if constexpr (requires { std::from_chars(from, to, value); }) return std::from_chars(from, to, value);
    else return read_real_by_copy(from, to, value);
}

} // namespace crucible::telemetry::detail
