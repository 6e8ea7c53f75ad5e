// SPDX-License-Identifier: MIT
#pragma once
// Names of statistics that are put together at compile time, of words and numbers: "ewma_2.5", "p50_p99.9".

#include <crucible/telemetry/core/fixed_string.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crucible::telemetry::detail {

template <std::size_t Capacity>
struct label {
    char text[Capacity]{};
    std::size_t size = 0;

    constexpr void append(std::string_view more) {
        for (char const c : more) text[size++] = c;
    }

    /// With leading zeros, if there are fewer digits.
    constexpr void append_whole(std::uint64_t number, int digits = 1) {
        if (number >= 10 || digits > 1) append_whole(number / 10, digits - 1);
        text[size++] = static_cast<char>('0' + number % 10);
    }

    /// Rounded to so many decimals, and without the zeros at their end.
    constexpr void append_decimal(double number, int decimals) {
        std::uint64_t unit = 1;
        for (int i = 0; i != decimals; ++i) unit *= 10;
        auto const units = static_cast<std::uint64_t>(number * static_cast<double>(unit) + 0.5);
        append_whole(units / unit);
        std::uint64_t rest = units % unit;
        if (rest == 0) return;
        for (; rest % 10 == 0; rest /= 10) --decimals;
        append(".");
        append_whole(rest, decimals);
    }

    /// As few digits as tell it from all others: 4.5, and 1e-10 where it has more than nine decimals or whole digits.
    constexpr void append_number(double number) {
        if (number < 0) append("-");
        scientific const n = shortest(number < 0 ? -number : number);
        std::uint64_t unit = 1;
        if (n.power >= -9 && n.power + n.size <= 9) {
            for (int i = 0; i != (n.power < 0 ? -n.power : n.power); ++i) unit *= 10;
            append_whole(n.power < 0 ? n.digits / unit : n.digits * unit);
            if (n.power < 0) append("."), append_whole(n.digits % unit, -n.power);
            return;
        }
        for (int i = 1; i != n.size; ++i) unit *= 10;
        append_whole(n.digits / unit);
        if (n.size > 1) append("."), append_whole(n.digits % unit, n.size - 1);
        int const exponent = n.power + n.size - 1;
        append(exponent < 0 ? "e-" : "e");
        append_whole(static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent));
    }

private:
    /// digits 10^power, without zeros at the end of the digits.
    struct scientific {
        std::uint64_t digits = 0;
        int power = 0, size = 1; ///< of the digits: how many
    };

    [[nodiscard]] static constexpr long double shifted(long double x, int power) {
        long double by = 1;
        for (int i = 0; i != (power < 0 ? -power : power); ++i) by *= 10;
        return power < 0 ? x / by : x * by;
    }

    /// Pre-condition: neither negative nor infinite nor NaN.
    [[nodiscard]] static constexpr scientific shortest(double number) {
        if (number == 0) return {};
        int exponent = 0;
        for (long double x = number; x >= 10; x /= 10) ++exponent;
        for (long double x = number; x < 1; x *= 10) --exponent;
        scientific all;
        for (all.size = 1;; ++all.size) {
            all.power = exponent - all.size + 1;
            all.digits = static_cast<std::uint64_t>(shifted(number, -all.power) + 0.5L);
            long double const read = shifted(static_cast<long double>(all.digits), all.power);
            if (all.size == 17 || static_cast<double>(read) == number) break;
        }
        for (; all.digits % 10 == 0; all.digits /= 10) ++all.power;
        all.size = 1;
        for (std::uint64_t rest = all.digits; rest >= 10; rest /= 10) ++all.size;
        return all;
    }
};

/// The label that a lambda makes, as a text of its own length.
template <auto Make>
consteval auto as_name() {
    constexpr auto whole = Make();
    char text[whole.size + 1]{};
    for (std::size_t i = 0; i != whole.size; ++i) text[i] = whole.text[i];
    return fixed_string<whole.size + 1>(text);
}

} // namespace crucible::telemetry::detail
