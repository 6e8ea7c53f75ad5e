// SPDX-License-Identifier: MIT
#pragma once
// Detector: a mean that has moved: small deviations from that of the first rows that add up.

#include <crucible/telemetry/cells/cusum.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <cusum_rule Rule>
struct sensible_cusum {
    static_assert(Rule.sensible(), "the rule of a sum of deviations has a threshold above 0, a slack and a least "
                                   "scale of 0 or more, and a warm-up of 2 rows or more");
};

} // namespace detail

/// Reads a `detection`: score max(S+, S-) in standard deviations.
template <cusum_rule Rule = cusum_rule{}>
struct cusum_t : detector_base<cells::cusum<Rule>> {
    static_assert(sizeof(detail::sensible_cusum<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"cusum", Rule>();
};
template <cusum_rule Rule = cusum_rule{}>
inline constexpr cusum_t<Rule> cusum{};

} // namespace crucible::telemetry
