// SPDX-License-Identifier: MIT
#pragma once
// Detector: a loss that leaves its trend, upwards and for longer than a spike.

#include <crucible/telemetry/cells/divergence.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <divergence_rule Rule>
struct sensible_divergence {
    static_assert(Rule.sensible(), "the rule of a divergence has a threshold and a clip above 0, a weight between 0 "
                                   "and 1, a warm-up of 2 rows or more, a least scale of 0 or more, and is worse up "
                                   "or down");
};

} // namespace detail

/// Reads a `detection`: score standard errors of the fading mean above its best.
template <divergence_rule Rule = divergence_rule{}>
struct divergence_t : detector_base<cells::divergence<Rule>> {
    static_assert(sizeof(detail::sensible_divergence<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"divergence", Rule>();
};
template <divergence_rule Rule = divergence_rule{}>
inline constexpr divergence_t<Rule> divergence{};

} // namespace crucible::telemetry
