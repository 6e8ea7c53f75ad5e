// SPDX-License-Identifier: MIT
#pragma once
// Exponentially weighted mean and variance by half-life, in rows (`ewma<100>`) or in time (`ewma<5min>`): what the
// latest values are like. Exact weighted averages from the first row on: nothing is presumed about what was before it.

#include <crucible/telemetry/cells/decayed_rows.hpp>
#include <crucible/telemetry/cells/decayed_time.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

namespace crucible::telemetry {

namespace detail {

template <half_life H>
struct decayed_cell {
    using type = cells::decayed_rows<H>;
};
template <half_life H>
    requires(H.in_time)
struct decayed_cell<H> {
    using type = cells::decayed_time<H>;
};

template <half_life H>
struct sensible_half_life {
    static_assert(H.sensible(),
                  "a half-life is a positive number of rows or a positive time, of 1e9 rows or seconds at most");
};

/// What statistics of a half-life share. Checked here, where the mistake is made.
template <half_life H>
struct decayed_statistic : statistic_base {
    static_assert(sizeof(sensible_half_life<H>) != 0);
};

} // namespace detail

/// sum g x / sum g, where a row a half-life before the latest one weighs g = 1/2, two half-lives 1/4.
template <half_life H>
struct ewma_t : detail::decayed_statistic<H> {
    using cell = typename detail::decayed_cell<H>::type;
    static constexpr auto name = detail::name_with_half_life<"ewma", H>();
    static double read(cell const& c) { return c.mean(); }
};
template <half_life H>
inline constexpr ewma_t<H> ewma{};

/// sum g (x - ewma)^2 / sum g, with the weights of `ewma`.
template <half_life H>
struct ewma_variance_t : detail::decayed_statistic<H> {
    using cell = typename detail::decayed_cell<H>::type;
    static constexpr auto name = detail::name_with_half_life<"ewma_variance", H>();
    static constexpr dimension yields = dimension::value_squared;
    static double read(cell const& c) { return c.variance(); }
};
template <half_life H>
inline constexpr ewma_variance_t<H> ewma_variance{};

/// Square root of `ewma_variance`.
template <half_life H>
struct ewma_stddev_t : detail::decayed_statistic<H> {
    using cell = typename detail::decayed_cell<H>::type;
    static constexpr auto name = detail::name_with_half_life<"ewma_stddev", H>();
    static double read(cell const& c) { return detail::square_root(c.variance()); }
};
template <half_life H>
inline constexpr ewma_stddev_t<H> ewma_stddev{};

} // namespace crucible::telemetry
