// SPDX-License-Identifier: MIT
#pragma once
// Histograms for exporters: with fixed bounds as OpenMetrics has them, `histogram<.1, 1, 10>`, and OpenTelemetry's
// exponential one, `exponential_histogram`.

#include <crucible/telemetry/cells/buckets.hpp>
#include <crucible/telemetry/cells/exponential_buckets.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

#include <concepts>

namespace crucible::telemetry {

/// A bound as a template argument: in the values' own unit, of timers in their ticks.
struct bucket_bound {
    double value;
    constexpr bucket_bound(std::convertible_to<double> auto x) : value(static_cast<double>(x)) {}
};

template <bucket_bound... Upper>
struct fixed_bounds {
    static constexpr std::array<double, sizeof...(Upper)> values{Upper.value...};
};

/// From, from + step, ...: `Count` of them.
template <bucket_bound From, bucket_bound Step, std::size_t Count>
struct linear_bounds {
    static constexpr std::array<double, Count> values = [] {
        std::array<double, Count> all{};
        for (std::size_t i = 0; i != Count; ++i) all[i] = From.value + static_cast<double>(i) * Step.value;
        return all;
    }();
};

/// From, from times factor, ...: `Count` of them.
template <bucket_bound From, bucket_bound Factor, std::size_t Count>
struct exponential_bounds {
    static constexpr std::array<double, Count> values = [] {
        std::array<double, Count> all{};
        double x = From.value;
        for (double& bound : all) bound = x, x *= Factor.value;
        return all;
    }();
};

namespace detail {

template <class Bounds>
consteval bool bounds_ascend() {
    for (std::size_t i = 1; i < Bounds::values.size(); ++i)
        if (!(Bounds::values[i - 1] < Bounds::values[i])) return false;
    return !Bounds::values.empty();
}

template <class Bounds>
struct ascending_bounds {
    static_assert(bounds_ascend<Bounds>(), "the bounds of a histogram ascend");
};

} // namespace detail

/// Rows up to each of N bounds; the last bucket is of what is beyond.
template <std::size_t N>
struct bucket_rows {
    std::array<double, N> bounds{};
    std::array<double, N + 1> rows{};

    /// Rows up to the bound, itself included, as OpenMetrics counts them; for i = N all.
    [[nodiscard]] double up_to(std::size_t i) const {
        double all = 0;
        for (std::size_t k = 0; k <= i; ++k) all += rows[k];
        return all;
    }

    friend bool operator==(bucket_rows const&, bucket_rows const&) = default;
};

/// A histogram with the bounds of a type such as `exponential_bounds<1, 2, 20>`.
template <class Bounds>
struct histogram_in_t : statistic_base {
    using cell = cells::buckets<Bounds>;
    static constexpr fixed_string name{"histogram"};
    static constexpr dimension yields = dimension::rows;
    static bucket_rows<Bounds::values.size()> read(cell const& c) { return {Bounds::values, c.rows()}; }

    static_assert(sizeof(detail::ascending_bounds<Bounds>) != 0);
};
template <class Bounds>
inline constexpr histogram_in_t<Bounds> histogram_in{};

/// A histogram with these upper bounds.
template <bucket_bound... Upper>
using histogram_t = histogram_in_t<fixed_bounds<Upper...>>;
template <bucket_bound... Upper>
inline constexpr histogram_t<Upper...> histogram{};

/// OpenTelemetry's base-2 exponential histogram with up to 160 buckets a side: its scale, zeros and both sides.
struct exponential_histogram_t : statistic_base {
    using cell = cells::exponential_buckets<>;
    static constexpr fixed_string name{"exponential_histogram"};
    static constexpr dimension yields = dimension::rows;
    static cell read(cell const& c) { return c; }
};
inline constexpr exponential_histogram_t exponential_histogram{};

} // namespace crucible::telemetry
