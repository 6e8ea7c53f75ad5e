// SPDX-License-Identifier: MIT
#pragma once
// Detector: the first value that is NaN or infinite.

#include <crucible/telemetry/cells/non_finite.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <non_finite_rule Rule>
struct sensible_non_finite {
    static_assert(Rule.sensible(), "the rule of a latch has a refractory rule whose bar starts at 0 or more and "
                                   "melts");
};

} // namespace detail

/// Reads a `detection`: score how many came, one after the other.
template <non_finite_rule Rule = non_finite_rule{}>
struct non_finite_t : detector_base<cells::non_finite<Rule>> {
    static_assert(sizeof(detail::sensible_non_finite<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"non_finite", Rule>();
};
template <non_finite_rule Rule = non_finite_rule{}>
inline constexpr non_finite_t<Rule> non_finite{};

} // namespace crucible::telemetry
