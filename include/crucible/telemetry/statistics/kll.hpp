// SPDX-License-Identifier: MIT
#pragma once
// Quantiles whose rank error has a bound, whatever the values and their order: `kll_quantile<.5, .99>`, and the bound
// itself, `kll_rank_error`. For values in clusters far apart, where `quantile` knows only their order of magnitude.

#include <crucible/telemetry/cells/kll.hpp>
#include <crucible/telemetry/statistics/detail/quantile_of.hpp>

namespace crucible::telemetry {

/// Quantiles of the rows so far. One probability reads as a number, several as an array in the same order. NaN when
/// there are no rows.
template <probability... P>
struct kll_quantile_t : detail::quantile_of<cells::kll<>, "kll_", P...> {};
template <probability... P>
inline constexpr kll_quantile_t<P...> kll_quantile{};

/// How far the rank of any one value is from the true one, as a share of the rows, at most, with probability 99 %.
struct kll_rank_error_t : statistic_base {
    using cell = cells::kll<>;
    static constexpr fixed_string name{"kll_rank_error"};
    static constexpr dimension yields = dimension::share;
    static double read(cell const& c) { return c.rank_error(.99); }
};
inline constexpr kll_rank_error_t kll_rank_error{};

} // namespace crucible::telemetry
