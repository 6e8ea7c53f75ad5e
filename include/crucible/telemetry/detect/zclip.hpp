// SPDX-License-Identifier: MIT
#pragma once
// Detector: the gradient norms that ZClip would clip (Kumar et al. 2025).

#include <crucible/telemetry/cells/zclip.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <zclip_rule Rule>
struct sensible_zclip {
    static_assert(Rule.sensible(), "the rule of ZClip has a threshold above 0, keeps a share between 0 and 1, and has a "
                                   "warm-up of 2 rows or more");
};

} // namespace detail

/// Reads a `detection`: score z = (x - mean) / sd, by a fading mean and variance.
template <zclip_rule Rule = zclip_rule{}>
struct zclip_t : detector_base<cells::zclip<Rule>> {
    static_assert(sizeof(detail::sensible_zclip<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"zclip", Rule>();
};
template <zclip_rule Rule = zclip_rule{}>
inline constexpr zclip_t<Rule> zclip{};

} // namespace crucible::telemetry
