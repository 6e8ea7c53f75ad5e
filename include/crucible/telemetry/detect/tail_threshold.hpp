// SPDX-License-Identifier: MIT
#pragma once
// Detector: values that are too improbable by the tail of those before them.

#include <crucible/telemetry/cells/tail_threshold.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <tail_threshold_rule Rule>
struct sensible_tail_threshold {
    static_assert(Rule.sensible(), "the rule of a threshold of a tail has a risk below the share of the tail, which "
                                   "is below a half and is 8 rows of the warm-up or more and fewer than the peaks; "
                                   "peaks up to 4096, a window of 0 or 3 to 65536 rows, a least scale of 0 or more, "
                                   "and is up or down");
};

} // namespace detail

/// Reads a `detection`: score -ln P(X > x).
template <tail_threshold_rule Rule = tail_threshold_rule{}>
struct tail_threshold_t : detector_base<cells::tail_threshold<Rule>> {
    static_assert(sizeof(detail::sensible_tail_threshold<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"tail_threshold", Rule>();
};
template <tail_threshold_rule Rule = tail_threshold_rule{}>
inline constexpr tail_threshold_t<Rule> tail_threshold{};

} // namespace crucible::telemetry
