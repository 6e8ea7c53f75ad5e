// SPDX-License-Identifier: MIT
#pragma once
// Detector: values many standard deviations away from the mean of the rows before them.

#include <crucible/telemetry/cells/z_score.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <z_score_rule Rule>
struct sensible_z_score {
    static_assert(Rule.sensible(), "the rule of a z-score has a threshold above 0, a window of 3 to 65536 rows, a warm-"
                                   "up of 2 rows up to the window, and a least scale of 0 or more");
};

} // namespace detail

/// Reads a `detection`: score z = |x - mean| / sd over the rows before x.
template <z_score_rule Rule = z_score_rule{}>
struct z_score_t : detector_base<cells::z_score<Rule>> {
    static_assert(sizeof(detail::sensible_z_score<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"z_score", Rule>();
};
template <z_score_rule Rule = z_score_rule{}>
inline constexpr z_score_t<Rule> z_score{};

} // namespace crucible::telemetry
