// SPDX-License-Identifier: MIT
#pragma once
// Accumulators: the cells of a composition, fed with typed values and read by statistic.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/cells/finding.hpp>
#include <crucible/telemetry/statistics/compose.hpp>
#include <crucible/telemetry/statistics/detail/cell_set.hpp>
#include <crucible/telemetry/statistics/detail/suited.hpp>
#include <crucible/telemetry/statistics/number_of.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace crucible::telemetry {

template <class Value, class Statistics>
class accumulator;

/// State of the statistics `S...` over values of one type. Regular; copies are snapshots; `a = {}` starts afresh.
/// NaN and infinities are put aside before any cell, and so are rows whose weight is not finite and positive; ask
/// `nonfinite` how many. Not synchronised: one writer at a time.
template <class Value, class... S>
class accumulator<Value, statistics<S...>> {
public:
    using value_type = Value;
    using statistics_type = statistics<S...>;

    /// One value of weight 1, or one that stands for `weight` rows; `at` is when it was emitted, for first, last, rate
    /// and throughput. Amortised O(1) per cell.
    void operator()(Value const& value, double weight = 1, timestamp at = {}) {
        double const x = as_number(value);
        if (weight == 1 && detail::is_finite(x)) [[likely]]
            cells_.for_each([=](auto& cell) { detail::feed(cell, x, at); });
        else add_unusual(x, weight, at);
    }

    /// Many values of weight 1 and, for the statistics that look at time, when each was emitted: as one by one, within
    /// the cells' tolerance, and faster. Pre-condition: `at` is empty or as long as `values`. O(n).
    void operator()(std::span<Value const> values, std::span<timestamp const> at = {}) {
        while (!values.empty()) {
            std::size_t const n = detail::smaller(values.size(), batch);
            add_batch(values.first(n), at.first(detail::smaller(at.size(), n)));
            values = values.subspan(n);
            at = at.subspan(detail::smaller(at.size(), n));
        }
    }

    /// What both have seen.
    accumulator& operator+=(accumulator const& other) {
        cells_.merge(other.cells_);
        return *this;
    }

    /// Reads a statistic: `acc[mean]`. Statistics of durations in their own dimension are durations.
    template <statistic T>
    [[nodiscard]] auto operator[](T) const {
        using reading = decltype(as_reading<Value, T::yields>(T::read(typename T::cell{})));
        if constexpr (statistics_type::template contains<T>) {
            return as_reading<Value, T::yields>(T::read(cells_.template find<typename T::cell>()));
        } else {
            (void)detail::statistic_not_asked_for<statistic_named<T::name>, detail::asked_for<S::name...>>{};
            return reading{};
        }
    }

    /// `f(name of the statistic, finding)` for what cells noticed of the value that was taken last.
    template <class F>
    void take_findings(F f) {
        (take_finding_of<S>(f), ...);
    }

    friend bool operator==(accumulator const&, accumulator const&) = default;

private:
    friend struct detail::cell_access;

    template <class T, class F>
    void take_finding_of([[maybe_unused]] F& f) {
        if constexpr (finding_cell<typename T::cell>)
            if (std::optional<finding> const found = cells_.template find<typename T::cell>().take_finding())
                f(T::name.view(), *found);
    }

    static constexpr std::size_t batch = 1024;

    using states = detail::cell_set<typename statistics_type::cells>;

    void add_unusual(double x, double weight, timestamp at) {
        bool const usable = weight > 0 && detail::is_finite(weight);
        bool const finite = detail::is_finite(x);
        if (usable && finite) cells_.for_each([=](auto& cell) { detail::feed_weighted(cell, x, weight, at); });
        else cells_.for_each([=](auto& cell) { detail::feed_aside(cell, usable ? weight : 1, finite); });
    }

    void feed_batch(std::span<double const> values, std::span<timestamp const> at) {
        cells_.for_each([=](auto& cell) { detail::feed_batch(cell, values, at); });
    }

    void add_batch(std::span<Value const> values, std::span<timestamp const> at) {
        if constexpr (std::same_as<Value, double>)
            if (detail::all_finite(values)) return feed_batch(values, at);
        std::array<double, batch> numbers;
        std::array<timestamp, states::timed ? batch : 1> times;
        std::size_t kept = 0;
        for (std::size_t i = 0; i != values.size(); ++i) {
            numbers[kept] = as_number(values[i]);
            if (states::timed && !at.empty()) times[kept] = at[i];
            if (detail::is_finite(numbers[kept])) ++kept;
            else cells_.for_each([](auto& cell) { detail::feed_aside(cell, 1, false); });
        }
        feed_batch(std::span(numbers).first(kept), states::timed && !at.empty() ? std::span(times).first(kept) : at);
    }

    states cells_{};

    static_assert(sizeof(typename detail::first_mistake<detail::verdict_on_values<S, Value>...>::type) != 0);
};

namespace detail {
/// Whether a cell of an accumulator can find something.
template <class Accumulator>
inline constexpr bool can_find = false;
template <class Value, class... S>
inline constexpr bool can_find<accumulator<Value, statistics<S...>>> = (finding_cell<typename S::cell> || ...);
} // namespace detail

/// The accumulator of values for a composition or a single statistic.
template <class Value, composition T>
using accumulator_of = accumulator<Value, statistics_of<T>>;

} // namespace crucible::telemetry
