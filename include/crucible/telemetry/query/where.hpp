// SPDX-License-Identifier: MIT
#pragma once
// `rows | where(accuracy > 0.6)`: rows that satisfy a predicate, a flag or a function of the row; also within windows
// and groups.

#include <crucible/telemetry/query/detail/filtered.hpp>
#include <crucible/telemetry/query/predicate.hpp>
#include <crucible/telemetry/query/step.hpp>

namespace crucible::telemetry {

namespace detail {

template <class Condition>
struct matches {
    Condition accept;

    template <class Row>
    constexpr bool operator()(Row const& row) const {
        if constexpr (predicate<Condition>) return accept(row) == truth::yes;
        else return static_cast<bool>(accept(row));
    }
};

} // namespace detail

namespace steps {

/// Rows that satisfy a condition: a predicate (query/walk_predicate.hpp walks it), or a function of the row.
template <class Condition>
struct where : step_base {
    Condition condition;

    constexpr explicit where(Condition given) : condition(std::move(given)) {}

    template <class Range>
    auto on_rows(Range&& range) const {
        auto const filter = [accept = detail::matches<Condition>{condition}]<class Rows>(Rows&& rows) {
            return detail::filter(std::forward<Rows>(rows), accept);
        };
        return detail::apply_within(filter, std::forward<Range>(range));
    }
};

} // namespace steps

/// Keeps the order. Costs one evaluation a row, when the row is reached.
template <class P>
constexpr auto where(P const& p) {
    if constexpr (detail::condition<P>) return steps::where<detail::predicate_of<P>>(detail::as_predicate(p));
    else return steps::where<P>(p);
}

} // namespace crucible::telemetry
