// SPDX-License-Identifier: MIT
#pragma once
// `rows | select(loss)`: from rows to their values of a measurement, or to tuples of several; also within windows and
// groups.

#include <crucible/telemetry/query/range.hpp>

#include <tuple>

namespace crucible::telemetry {

namespace detail {

template <any_descriptor D>
struct value_of {
    template <class Row>
    constexpr auto operator()(Row const& row) const {
        return row[D{}];
    }
};

template <any_descriptor... D>
struct values_of {
    template <class Row>
    constexpr auto operator()(Row const& row) const {
        return std::make_tuple(row[D{}]...);
    }
};

} // namespace detail

/// The values, lazily: a std::optional where rows may lack the measurement. Random access if the rows are.
template <any_descriptor D>
auto select(D const&) {
    return detail::step_within([]<class Range>(Range&& range) {
        return ranges::views::transform(std::forward<Range>(range), detail::value_of<D>{});
    });
}

/// A std::tuple of the values of each row.
template <any_descriptor First, any_descriptor Second, any_descriptor... D>
auto select(First const&, Second const&, D const&...) {
    return detail::step_within([]<class Range>(Range&& range) {
        return ranges::views::transform(std::forward<Range>(range), detail::values_of<First, Second, D...>{});
    });
}

} // namespace crucible::telemetry
