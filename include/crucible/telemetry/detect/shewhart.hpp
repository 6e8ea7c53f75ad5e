// SPDX-License-Identifier: MIT
#pragma once
// Detector: values beyond limits that the first rows set.

#include <crucible/telemetry/cells/shewhart.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <shewhart_rule Rule>
struct sensible_shewhart {
    static_assert(Rule.sensible(), "the rule of Shewhart's chart has a threshold above 0, a warm-up of 2 rows or "
                                   "more, and a least scale of 0 or more");
};

} // namespace detail

/// Reads a `detection`: score |x - mean| / sd, both of the first rows.
template <shewhart_rule Rule = shewhart_rule{}>
struct shewhart_t : detector_base<cells::shewhart<Rule>> {
    static_assert(sizeof(detail::sensible_shewhart<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"shewhart", Rule>();
};
template <shewhart_rule Rule = shewhart_rule{}>
inline constexpr shewhart_t<Rule> shewhart{};

} // namespace crucible::telemetry
