// SPDX-License-Identifier: MIT
#pragma once
// `rows | where(accuracy > 0.6)`: rows that satisfy a predicate, a flag or a function of the row; also within windows
// and groups.

#include <crucible/telemetry/query/predicate.hpp>
#include <crucible/telemetry/query/range.hpp>

#include <range/v3/view/filter.hpp>

namespace crucible::telemetry {

namespace detail {

template <class P>
struct matches {
    P accept;

    template <class Row>
    constexpr bool operator()(Row const& row) const {
        if constexpr (predicate<P>) return accept(row) == truth::yes;
        else return static_cast<bool>(accept(row));
    }
};

template <class P>
constexpr auto matching(P const& p) {
    if constexpr (condition<P>) return matches<predicate_of<P>>{as_predicate(p)};
    else return matches<P>{p};
}

} // namespace detail

/// Keeps the order. Costs one evaluation a row, when the row is reached.
template <class P>
auto where(P const& p) {
    return detail::step_within([accept = detail::matching(p)]<class Range>(Range&& range) {
        return ranges::views::filter(std::forward<Range>(range), accept);
    });
}

} // namespace crucible::telemetry
