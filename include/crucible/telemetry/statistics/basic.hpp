// SPDX-License-Identifier: MIT
#pragma once
// The statistics: what each is called, which cell it shares, what it reads. W is the sum of weights (the number of rows
// when nothing is sampled), x a finite value, w its weight. What cannot be answered, as a mean of nothing, is NaN.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/aside.hpp>
#include <crucible/telemetry/cells/extrema.hpp>
#include <crucible/telemetry/cells/flow.hpp>
#include <crucible/telemetry/cells/moments.hpp>
#include <crucible/telemetry/cells/successes.hpp>
#include <crucible/telemetry/core/stretch.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

#include <cstdint>

namespace crucible::telemetry {

/// W, rounded to a whole number of rows. Of any measurement, text and tags too.
struct count_t : statistic_base {
    using cell = cells::counted;
    static constexpr fixed_string name{"count"};
    static constexpr dimension yields = dimension::rows;
    static constexpr bool allows(kind) { return true; }
    static std::uint64_t read(cell const& c) { return detail::whole_rows(c.count()); }
};
inline constexpr count_t count{};

/// How many values were put aside because they are NaN or infinite; no other statistic has seen them.
struct nonfinite_t : statistic_base {
    using cell = cells::aside;
    static constexpr fixed_string name{"nonfinite"};
    static constexpr dimension yields = dimension::rows;
    static std::uint64_t read(cell const& c) { return detail::whole_rows(c.nonfinite()); }
};
inline constexpr nonfinite_t nonfinite{};

/// sum w x, compensated; 0 when there is nothing.
struct sum_t : statistic_base {
    using cell = cells::total;
    static constexpr fixed_string name{"sum"};
    static double read(cell const& c) { return c.sum(); }
};
inline constexpr sum_t sum{};

/// sum w x / W.
struct mean_t : statistic_base {
    using cell = cells::moments;
    static constexpr fixed_string name{"mean"};
    static double read(cell const& c) { return c.mean(); }
};
inline constexpr mean_t mean{};

/// sum w (x - mean)^2 / (W - 1): of the population a sample was drawn from. Needs W > 1.
struct variance_t : statistic_base {
    using cell = cells::moments;
    static constexpr fixed_string name{"variance"};
    static constexpr dimension yields = dimension::value_squared;
    static double read(cell const& c) { return c.variance(); }
};
inline constexpr variance_t variance{};

/// sum w (x - mean)^2 / W: of these very values.
struct population_variance_t : statistic_base {
    using cell = cells::moments;
    static constexpr fixed_string name{"population_variance"};
    static constexpr dimension yields = dimension::value_squared;
    static double read(cell const& c) { return c.population_variance(); }
};
inline constexpr population_variance_t population_variance{};

/// Square root of `variance`.
struct stddev_t : statistic_base {
    using cell = cells::moments;
    static constexpr fixed_string name{"stddev"};
    static double read(cell const& c) { return detail::square_root(c.variance()); }
};
inline constexpr stddev_t stddev{};

/// Square root of `population_variance`.
struct population_stddev_t : statistic_base {
    using cell = cells::moments;
    static constexpr fixed_string name{"population_stddev"};
    static double read(cell const& c) { return detail::square_root(c.population_variance()); }
};
inline constexpr population_stddev_t population_stddev{};

/// The least value.
struct min_t : statistic_base {
    using cell = cells::extrema;
    static constexpr fixed_string name{"min"};
    static double read(cell const& c) { return c.min(); }
};
inline constexpr min_t min{};

/// The greatest value.
struct max_t : statistic_base {
    using cell = cells::extrema;
    static constexpr fixed_string name{"max"};
    static double read(cell const& c) { return c.max(); }
};
inline constexpr max_t max{};

/// The value of the earliest row.
struct first_t : statistic_base {
    using cell = cells::edges;
    static constexpr fixed_string name{"first"};
    static double read(cell const& c) { return c.first(); }
};
inline constexpr first_t first{};

/// The value of the latest row. As a function it is a stretch of rows: `last(5min)`, `last(100)`, and `last(5min, now)`
/// of the time before a given one, both ends included.
struct last_t : statistic_base {
    using cell = cells::edges;
    static constexpr fixed_string name{"last"};
    static double read(cell const& c) { return c.last(); }

    template <class Rep, class Period>
    constexpr latest_time operator()(std::chrono::duration<Rep, Period> span) const {
        return latest_time(span);
    }
    template <class Rep, class Period>
    constexpr stretch operator()(std::chrono::duration<Rep, Period> span, timestamp now) const {
        return {latest_time(span).begin(now), now};
    }
    template <std::integral Count>
    constexpr latest_rows operator()(Count rows) const {
        return latest_rows(rows);
    }
};
inline constexpr last_t last{};

/// (W - 1) / (time of last row - time of first row): rows per second; n rows have n - 1 gaps. Of any measurement.
struct rate_t : statistic_base {
    using cell = cells::elapsed;
    static constexpr fixed_string name{"rate"};
    static constexpr dimension yields = dimension::rows_per_second;
    static constexpr bool allows(kind) { return true; }
    static double read(cell const& c) { return c.per_second(c.count() - 1); }
};
inline constexpr rate_t rate{};

/// (sum w x - first x) / (time of last row - time of first row): the amount per second. Of counters.
struct throughput_t : statistic_base {
    using cell = cells::flow;
    static constexpr fixed_string name{"throughput"};
    static constexpr dimension yields = dimension::value_per_second;
    static constexpr bool allows(kind k) { return k == kind::counter; }
    static double read(cell const& c) { return c.throughput(); }
};
inline constexpr throughput_t throughput{};

/// Weight of the rows whose flag is set / W. Of flags.
struct success_rate_t : statistic_base {
    using cell = cells::successes;
    static constexpr fixed_string name{"success_rate"};
    static constexpr dimension yields = dimension::share;
    static constexpr bool allows(kind k) { return k == kind::flag; }
    static double read(cell const& c) { return c.rate(); }
};
inline constexpr success_rate_t success_rate{};

} // namespace crucible::telemetry
