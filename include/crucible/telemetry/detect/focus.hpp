// SPDX-License-Identifier: MIT
#pragma once
// Detector: a mean that has changed, by the likelihood ratio over every place and size of the change.

#include <crucible/telemetry/cells/focus.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <focus_rule Rule>
struct sensible_focus {
    static_assert(Rule.sensible(), "the rule of a likelihood ratio has a threshold above 0, a warm-up of 3 rows or "
                                   "more, and a least scale of 0 or more");
};

} // namespace detail

/// What `focus` has found so far.
struct change : detection {
    std::uint64_t began = 0; ///< the row at which the latest change that was found began, from 0
};

/// Reads a `change`: score the log likelihood ratio in nats.
template <focus_rule Rule = focus_rule{}>
struct focus_t : detector_base<cells::focus<Rule>> {
    static_assert(sizeof(detail::sensible_focus<Rule>) != 0);
    static change read(cells::focus<Rule> const& c) { return {{c.found(), c.score(), c.rows()}, c.began()}; }
    static constexpr auto name = detail::name_with_rule<"focus", Rule>();
};
template <focus_rule Rule = focus_rule{}>
inline constexpr focus_t<Rule> focus{};

} // namespace crucible::telemetry
