// SPDX-License-Identifier: MIT
#pragma once
// `rows | select(loss)`: from rows to their values of a measurement, or to tuples of several; also within windows and
// groups.

#include <crucible/telemetry/query/step.hpp>

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

namespace steps {

/// Values of one measurement, or tuples of those of several.
template <any_descriptor... D>
struct select : step_base {
    using measurements = std::tuple<D...>;

    template <class Range>
    auto on_rows(Range&& range) const {
        return detail::apply_within(
            []<class Rows>(Rows&& rows) {
                if constexpr (sizeof...(D) == 1)
                    return ranges::views::transform(std::forward<Rows>(rows), detail::value_of<D...>{});
                else return ranges::views::transform(std::forward<Rows>(rows), detail::values_of<D...>{});
            },
            std::forward<Range>(range));
    }
};

} // namespace steps

/// The values, lazily: a std::optional where rows may lack the measurement, a std::tuple of several. Random access if
/// the rows are.
template <any_descriptor D, any_descriptor... More>
constexpr steps::select<D, More...> select(D const&, More const&...) {
    return {};
}

} // namespace crucible::telemetry
