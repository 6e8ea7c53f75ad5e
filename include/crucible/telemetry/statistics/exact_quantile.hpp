// SPDX-License-Identifier: MIT
#pragma once
// Exact quantiles, for windows: they keep every value. Apart from the other statistics, which sessions can stream.

#include <crucible/telemetry/cells/exact_sample.hpp>
#include <crucible/telemetry/statistics/detail/quantile_of.hpp>

namespace crucible::telemetry {

/// Exact quantiles of type 7, by keeping every value: for windows. One probability reads as a number, several as an
/// array in the same order.
template <probability... P>
struct exact_quantile_t : detail::quantile_of<cells::exact_sample, "exact_", P...> {
    static constexpr bool bounded = false;
};
template <probability... P>
inline constexpr exact_quantile_t<P...> exact_quantile{};

/// The value in the middle, or the mean of the two: exact_quantile<.5>.
struct median_t : exact_quantile_t<.5> {
    static constexpr fixed_string name{"median"};
};
inline constexpr median_t median{};

} // namespace crucible::telemetry
