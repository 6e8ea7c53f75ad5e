// SPDX-License-Identifier: MIT
#pragma once
// Rates of late: rows or an amount per second, in which what came in a half-life ago counts half (`recent_rate<30s>`).

#include <crucible/telemetry/cells/decayed_flow.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>

namespace crucible::telemetry {

namespace detail {

template <half_life H>
struct half_life_in_time {
    static_assert(H.in_time, "a rate is by time: its half-life is a time, such as 30s");
};

template <half_life H>
struct rate_statistic : decayed_statistic<H> {
    static_assert(sizeof(half_life_in_time<H>) != 0);
};

} // namespace detail

/// Rows per second, as of the latest row: sum g over the integral of g, where what is a half-life old weighs g = 1/2.
/// Of any measurement. While rows come every d seconds, it is within d ln 2 / (2 H) of 1 / d, relatively.
template <half_life H>
struct recent_rate_t : detail::rate_statistic<H> {
    using cell = cells::decayed_flow<H>;
    static constexpr auto name = detail::name_with_half_life<"recent_rate", H>();
    static constexpr dimension yields = dimension::rows_per_second;
    static constexpr bool allows(kind) { return true; }
    static double read(cell const& c) { return c.rows_per_second(); }
};
template <half_life H>
inline constexpr recent_rate_t<H> recent_rate{};

/// The amount per second, as of the latest row: sum g x over the integral of g. Of counters.
template <half_life H>
struct recent_throughput_t : detail::rate_statistic<H> {
    using cell = cells::decayed_flow<H>;
    static constexpr auto name = detail::name_with_half_life<"recent_throughput", H>();
    static constexpr dimension yields = dimension::value_per_second;
    static constexpr bool allows(kind k) { return k == kind::counter; }
    static double read(cell const& c) { return c.amount_per_second(); }
};
template <half_life H>
inline constexpr recent_throughput_t<H> recent_throughput{};

} // namespace crucible::telemetry
