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
