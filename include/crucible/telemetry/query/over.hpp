// SPDX-License-Identifier: MIT
#pragma once
// `values | over(mean | variance)`: the statistics that stream in a session, over what a pipeline gives: one
// accumulator for a flat range, one per part or inner range, lazily, for a nested one.

#include <crucible/telemetry/query/detail/filtered.hpp>
#include <crucible/telemetry/query/select.hpp>
#include <crucible/telemetry/statistics/measured.hpp>

namespace crucible::telemetry {

namespace detail {

template <class... Facts>
struct one_measurement_at_a_time {
    static_assert(accepted<Facts...>, "statistics are of one measurement: select one before over");
};
template <class... Facts>
struct statistic_not_for_rows {
    static_assert(accepted<Facts...>, "of whole rows only statistics that look at no value can be told (count, rate); "
                                      "select a measurement before over");
};

template <class T>
struct without_optional {
    using type = T;
};
template <class T>
struct without_optional<std::optional<T>> {
    using type = T;
};

template <class Accumulator, class Value>
void add(Accumulator& total, Value const& value, double weight = 1, timestamp at = {}) {
    if constexpr (requires { value.has_value(); }) {
        if (value) total(*value, weight, at);
    } else total(value, weight, at);
}

/// The rows from `at` on, some of which stand for more than themselves.
template <class Accumulator, class Iterator, class Sentinel, class Read>
[[gnu::noinline, gnu::cold]] Accumulator with_weights(Accumulator total, Iterator at, Sentinel end, Read read) {
    for (; at != end; ++at) {
        auto&& row = *at;
        add(total, read(row), row.weight(), row.at);
    }
    return total;
}

/// Whether a range can say at once that none of its rows has a weight.
template <class Rows>
inline constexpr bool tells_weights = is_stored_rows<Rows>;
template <class Rows, class Accept>
inline constexpr bool tells_weights<filtered<Rows, Accept>> = tells_weights<Rows>;
template <class Rows, class Limits>
inline constexpr bool tells_weights<part_of_rows<Rows, Limits>> = tells_weights<Rows>;

template <class Rows>
[[nodiscard]] bool weighted(Rows const& rows) {
    if constexpr (is_stored_rows<Rows>) return rows.weighted();
    else return weighted(rows.base());
}

/// What `read` gives of each row, with its weight and stamp. Rows that have no weights are added as if there were none.
template <class Accumulator, class Rows, class Read>
void add_each(Accumulator& total, Rows& rows, Read read) {
    using type = std::remove_const_t<Rows>;
    auto at = ranges::begin(rows);
    auto const end = ranges::end(rows);
    if constexpr (tells_weights<type>)
        if (weighted(rows)) return void(total = with_weights(Accumulator(total), at, end, read));
    for (; at != end; ++at) {
        auto&& row = *at;
        if constexpr (weighted_row<ranges::range_value_t<type>> && !tells_weights<type>)
            if (row.weight() != 1) [[unlikely]]
                return void(total = with_weights(Accumulator(total), std::move(at), end, read));
        add(total, read(row), 1, row.at);
    }
}

/// Columns of rows that stand for more than themselves.
template <class Accumulator, class Rows, class D>
void accumulate_weighted(Accumulator& total, Rows const& rows, D const& measurement) {
    auto const values = rows.column(measurement);
    auto const times = rows.times();
    auto const weights = rows.weights();
    for (std::size_t i = 0; i != values.size(); ++i) {
        if (weights[i].empty()) total(values[i], times[i]);
        for (std::size_t j = 0; j != weights[i].size(); ++j) total(values[i][j], weights[i][j], times[i][j]);
    }
}

/// Values of a measurement, with the stamps and weights of their rows; column by column where they stand side by side.
template <class Statistics, class Rows, class D>
auto accumulate_selected(Rows& rows, D const& measurement) {
    using event = typename std::remove_cvref_t<ranges::range_value_t<Rows>>::event_type;
    window_accumulator<D, Statistics> total{};
    if constexpr (is_stored_rows<Rows> && contiguous_measurement<event, D>) {
        if (rows.weighted()) {
            accumulate_weighted(total, rows, measurement);
            return total;
        }
        auto const values = rows.column(measurement);
        auto const times = rows.times();
        for (std::size_t i = 0; i != values.size(); ++i) total(values[i], times[i]);
    } else {
        add_each(total, rows, value_of<D>{});
    }
    return total;
}

template <class... S>
constexpr bool for_rows(statistics<S...>) {
    return (S::allows(kind::text) && ...);
}

/// Rows as they are: what looks at no value.
template <class Statistics, class Rows>
auto accumulate_rows(Rows& rows) {
    using accumulator = accumulator_of<std::string_view, Statistics>;
    accumulator total{};
    add_each(total, rows, [](auto const&) { return std::string_view{}; });
    return total;
}

template <class Statistics, class Range>
auto accumulate_values(Range& range) {
    using value = typename without_optional<std::remove_cvref_t<ranges::range_value_t<Range>>>::type;
    if constexpr (calculable<value> || std::is_enum_v<value> || std::same_as<value, std::string_view>) {
        accumulator_of<value, Statistics> total{};
        for (auto&& x : range) add(total, x);
        return total;
    } else {
        (void)one_measurement_at_a_time<given_type<value>>{};
        return accumulator_of<double, Statistics>{};
    }
}

template <class T>
inline constexpr bool is_selection = false;
template <class Rows, class D>
inline constexpr bool is_selection<ranges::transform_view<Rows, value_of<D>>> = true;

template <class Statistics, class Rows, class D>
auto accumulate_selection(ranges::transform_view<Rows, value_of<D>> const& selection) {
    Rows rows = selection.base();
    return accumulate_selected<Statistics>(rows, D{});
}

template <class Statistics, class Range>
auto accumulate_flat(Range&& range) {
    using type = std::remove_cvref_t<Range>;
    if constexpr (is_selection<type>) return accumulate_selection<Statistics>(range);
    else if constexpr (!row_range<type>) return accumulate_values<Statistics>(range);
    else if constexpr (for_rows(Statistics{})) return accumulate_rows<Statistics>(range);
    else {
        (void)statistic_not_for_rows<given_type<Statistics>>{};
        return accumulator_of<double, Statistics>{};
    }
}

/// Text is a value, though it is a range of characters.
template <class R>
concept range_of_ranges =
    ranges::input_range<R> && ranges::input_range<ranges::range_value_t<R>> &&
    !std::same_as<std::remove_cvref_t<ranges::range_value_t<R>>, std::string_view>;

template <class Statistics>
struct over_each {
    template <class Inner>
    auto operator()(Inner inner) const {
        if constexpr (any_part<Inner>) return inner.with((*this)(std::move(inner.content)));
        else return accumulate_flat<Statistics>(std::move(inner));
    }
};

} // namespace detail

namespace steps {

/// Statistics, of the type `statistics<...>`, of what the steps before give.
template <class Statistics>
struct over : step_base {
    using statistics = Statistics;
    static constexpr bool eager = true;

    template <class Range>
    auto on_rows(Range&& range) const {
        if constexpr (detail::range_of_parts<Range> || detail::range_of_ranges<Range>)
            return ranges::views::transform(std::forward<Range>(range), detail::over_each<Statistics>{});
        else return detail::accumulate_flat<Statistics>(std::forward<Range>(range));
    }
};

} // namespace steps

/// Missing values of optional measurements are passed over. Statistics go by the rows' weights, and some by their
/// stamps: values have both after `select` of one measurement, also within windows and groups, but not after
/// ranges::views, where each counts once.
template <composition Statistics>
constexpr steps::over<statistics_of<Statistics>> over(Statistics) {
    return {};
}

} // namespace crucible::telemetry
