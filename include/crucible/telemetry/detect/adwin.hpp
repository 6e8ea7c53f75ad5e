// SPDX-License-Identifier: MIT
#pragma once
// Detector: a mean that has changed, by a bound that holds for every cut of an adaptive window.

#include <crucible/telemetry/cells/adwin.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <adwin_rule Rule>
struct sensible_adwin {
    static_assert(Rule.sensible(), "the rule of an adaptive window has a delta between 0 and 1, a range and a least "
                                   "scale of 0 or more, a clock of 1 row or more, and 2 rows or more on each side of "
                                   "a cut");
};

} // namespace detail

/// Reads a `detection`: score the greatest difference of means over its bound.
template <adwin_rule Rule = adwin_rule{}>
struct adwin_t : detector_base<cells::adwin<Rule>> {
    static_assert(sizeof(detail::sensible_adwin<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"adwin", Rule>();
};
template <adwin_rule Rule = adwin_rule{}>
inline constexpr adwin_t<Rule> adwin{};

} // namespace crucible::telemetry
