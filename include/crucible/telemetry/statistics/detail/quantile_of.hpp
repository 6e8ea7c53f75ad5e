// SPDX-License-Identifier: MIT
#pragma once
// Statistics that are quantiles of a cell, and their names: "p50", "p99.9", "p50_p95" for several, "kll_p50".

#include <crucible/telemetry/core/detail/label.hpp>
#include <crucible/telemetry/statistics/probability.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

#include <array>

namespace crucible::telemetry::detail {

/// Says what is wrong with them. A class of its own, as all that says what is wrong with a statistic's arguments: to
/// clang, a class that holds a failed assertion is no statistic, which would be a second error.
template <probability... P>
struct probabilities {
    static_assert(sizeof...(P) > 0 && ((P.value >= 0 && P.value <= 1) && ...), "a probability lies between 0 and 1");
};

/// In percent. What does not lie between 0 and 1 has no name, so that there is one error only.
template <fixed_string Prefix, probability... P>
consteval auto name_quantiles() {
    return as_name<[] {
        label<Prefix.view().size() + 16 * sizeof...(P) + 1> l;
        l.append(Prefix.view());
        bool first = true;
        for (double const p : {P.value...})
            if (p >= 0 && p <= 1) {
                l.append(first ? "p" : "_p");
                l.append_decimal(100 * p, 9);
                first = false;
            }
        return l;
    }>();
}

/// Quantiles that a cell answers with `quantiles(probabilities)`: one as a number, several as an array.
template <class Cell, fixed_string Prefix, probability... P>
struct quantile_of : statistic_base {
    using cell = Cell;
    static constexpr auto name = name_quantiles<Prefix, P...>();
    static auto read(Cell const& c) {
        auto const all = c.quantiles(std::array<double, sizeof...(P)>{P.value...});
        if constexpr (sizeof...(P) == 1) return all[0];
        else return all;
    }

    static_assert(sizeof(probabilities<P...>) != 0);
};

} // namespace crucible::telemetry::detail
