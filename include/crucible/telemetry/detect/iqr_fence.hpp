// SPDX-License-Identifier: MIT
#pragma once
// Detector: values beyond Tukey's fences, so many interquartile ranges beyond a quartile of the rows before them.

#include <crucible/telemetry/cells/iqr_fence.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <iqr_fence_rule Rule>
struct sensible_iqr_fence {
    static_assert(Rule.sensible(), "the rule of a fence has a threshold above 0, a window of 4 to 16384 rows, a "
                                   "warm-up of 4 rows up to the window, and a least scale of 0 or more");
};

} // namespace detail

/// Reads a `detection`: score max(q1 - x, x - q3, 0) / (q3 - q1) over the rows before x.
template <iqr_fence_rule Rule = iqr_fence_rule{}>
struct iqr_fence_t : detector_base<cells::iqr_fence<Rule>> {
    static_assert(sizeof(detail::sensible_iqr_fence<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"iqr_fence", Rule>();
};
template <iqr_fence_rule Rule = iqr_fence_rule{}>
inline constexpr iqr_fence_t<Rule> iqr_fence{};

} // namespace crucible::telemetry
