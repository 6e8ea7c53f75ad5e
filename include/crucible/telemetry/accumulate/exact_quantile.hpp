// SPDX-License-Identifier: MIT
#pragma once
// Exact quantiles, for windows: they keep every value. Apart from the other statistics, which sessions can stream.

#include <crucible/telemetry/accumulate/cells/exact_sample.hpp>
#include <crucible/telemetry/accumulate/probability.hpp>
#include <crucible/telemetry/accumulate/statistic.hpp>

#include <array>

namespace crucible::telemetry {

/// Exact quantiles of type 7, by keeping every value: for windows. One probability reads as a number, several as an
/// array in the same order.
template <probability... P>
struct exact_quantile_t : statistic_base {
    using cell = cells::exact_sample;
    static constexpr fixed_string name{"exact_quantile"};
    static constexpr bool bounded = false;
    static auto read(cell const& c) {
        auto const all = c.quantiles(std::array{P.value...});
        if constexpr (sizeof...(P) == 1) return all[0];
        else return all;
    }

    static_assert(sizeof...(P) > 0 && ((P.value >= 0 && P.value <= 1) && ...), "a probability lies between 0 and 1");
};
template <probability... P>
inline constexpr exact_quantile_t<P...> exact_quantile{};

/// The value in the middle, or the mean of the two: exact_quantile<.5>.
struct median_t : exact_quantile_t<.5> {
    static constexpr fixed_string name{"median"};
};
inline constexpr median_t median{};

} // namespace crucible::telemetry
