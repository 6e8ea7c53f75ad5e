// SPDX-License-Identifier: MIT
#pragma once
// Quantiles of a t-digest: `tdigest_quantile<.5, .99>`, for exchange with systems that speak it (tdigest_format.hpp).

#include <crucible/telemetry/cells/tdigest.hpp>
#include <crucible/telemetry/statistics/detail/quantile_of.hpp>

namespace crucible::telemetry {

/// Quantiles of the rows so far. One probability reads as a number, several as an array in the same order. NaN when
/// there are no rows.
template <probability... P>
struct tdigest_quantile_t : detail::quantile_of<cells::tdigest<>, "tdigest_", P...> {};
template <probability... P>
inline constexpr tdigest_quantile_t<P...> tdigest_quantile{};

/// The digest itself.
struct tdigest_t : statistic_base {
    using cell = cells::tdigest<>;
    static constexpr fixed_string name{"tdigest"};
    static constexpr dimension yields = dimension::rows;
    static cell read(cell const& c) { return c; }
};
inline constexpr tdigest_t tdigest{};

} // namespace crucible::telemetry
