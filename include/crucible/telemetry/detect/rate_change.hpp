// SPDX-License-Identifier: MIT
#pragma once
// Detector: rows that come more often than they did, or less often.

#include <crucible/telemetry/cells/rate_change.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <rate_change_rule Rule>
struct sensible_rate_change {
    static_assert(Rule.sensible(), "the rule of a change of rate has a threshold above 0, a factor above 1, a longest "
                                   "gap of 1 mean gap or more, and a warm-up of 2 gaps or more");
};

} // namespace detail

/// Reads a `detection`: score the log likelihood ratio in nats. Of any measurement.
template <rate_change_rule Rule = rate_change_rule{}>
struct rate_change_t : detector_base<cells::rate_change<Rule>> {
    static_assert(sizeof(detail::sensible_rate_change<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"rate_change", Rule>();
    static constexpr bool allows(kind) { return true; }
};
template <rate_change_rule Rule = rate_change_rule{}>
inline constexpr rate_change_t<Rule> rate_change{};

} // namespace crucible::telemetry
