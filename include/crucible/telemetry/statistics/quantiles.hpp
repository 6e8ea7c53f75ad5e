// SPDX-License-Identifier: MIT
#pragma once
// Quantiles for endless streams: `quantile<.5>`, `quantile<.5, .95, .99>`, `quantiles`. Exact up to 1024 rows, then
// from a histogram that adapts to the range of the values and merges exactly. Windows have `exact_quantile` and
// `median`.

#include <crucible/telemetry/cells/log_linear.hpp>
#include <crucible/telemetry/statistics/detail/quantile_of.hpp>

namespace crucible::telemetry {

/// Quantiles of the rows so far. One probability reads as a number, several as an array in the same order; all
/// quantiles of a composition share one cell. NaN when there are no rows.
template <probability... P>
struct quantile_t : detail::quantile_of<cells::log_linear<>, "", P...> {};
template <probability... P>
inline constexpr quantile_t<P...> quantile{};

/// What a latency or a loss is usually asked for: quantile<.5, .9, .95, .99>.
using quantiles_t = quantile_t<.5, .9, .95, .99>;
inline constexpr quantiles_t quantiles{};

} // namespace crucible::telemetry
