// SPDX-License-Identifier: MIT
#pragma once
// Statistics that are quantiles of a cell, and their names: "p50", "p99.9", "p50_p95" for several, "kll_p50".

#include <crucible/telemetry/accumulate/probability.hpp>
#include <crucible/telemetry/accumulate/statistic.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace crucible::telemetry::detail {

struct quantile_label {
    char text[256]{};
    std::size_t size = 0;

    constexpr void append(char c) { text[size++] = c; }

    /// In percent, with up to nine decimals.
    constexpr void append(double p) {
        if (size != 0 && text[size - 1] != '_') append('_');
        append('p');
        auto const billionths = static_cast<std::uint64_t>(p * 1e11 + 0.5);
        append_number(billionths / 1'000'000'000, 1);
        std::uint64_t decimals = billionths % 1'000'000'000;
        if (decimals == 0) return;
        append('.');
        int digits = 9;
        for (; decimals % 10 == 0; decimals /= 10) --digits;
        append_number(decimals, digits);
    }

    constexpr void append_number(std::uint64_t n, int digits) {
        if (n >= 10 || digits > 1) append_number(n / 10, digits - 1);
        append(static_cast<char>('0' + n % 10));
    }
};

/// Each is asked for between 0 and 1 elsewhere; what is not has no name here, so that there is one error only.
template <fixed_string Prefix, probability... P>
consteval quantile_label label_quantiles() {
    quantile_label all;
    for (char const c : Prefix.view()) all.append(c);
    for (double const p : {P.value...})
        if (p >= 0 && p <= 1) all.append(p);
    return all;
}

template <fixed_string Prefix, probability... P>
consteval auto name_quantiles() {
    constexpr quantile_label label = label_quantiles<Prefix, P...>();
    char text[label.size + 1]{};
    for (std::size_t i = 0; i != label.size; ++i) text[i] = label.text[i];
    return fixed_string<label.size + 1>(text);
}

/// Quantiles that a cell answers with `quantiles(probabilities)`: one as a number, several as an array.
template <class Cell, fixed_string Prefix, probability... P>
struct quantile_of : statistic_base {
    using cell = Cell;
    static constexpr auto name = name_quantiles<Prefix, P...>();
    static auto read(Cell const& c) {
        auto const all = c.quantiles(std::array{P.value...});
        if constexpr (sizeof...(P) == 1) return all[0];
        else return all;
    }

    static_assert(sizeof...(P) > 0 && ((P.value >= 0 && P.value <= 1) && ...), "a probability lies between 0 and 1");
};

} // namespace crucible::telemetry::detail
