// SPDX-License-Identifier: MIT
#pragma once
// Detector: a mean that has moved: deviations from that of all rows so far that add up.

#include <crucible/telemetry/cells/page_hinkley.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <page_hinkley_rule Rule>
struct sensible_page_hinkley {
    static_assert(Rule.sensible(), "the rule of a test of Page and Hinkley has a threshold above 0, a slack and a "
                                   "least scale of 0 or more, keeps a share above 0 and up to 1, and has a warm-up "
                                   "of 2 rows or more");
};

} // namespace detail

/// Reads a `detection`: score max(U, D) in the unit of the threshold.
template <page_hinkley_rule Rule = page_hinkley_rule{}>
struct page_hinkley_t : detector_base<cells::page_hinkley<Rule>> {
    static_assert(sizeof(detail::sensible_page_hinkley<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"page_hinkley", Rule>();
};
template <page_hinkley_rule Rule = page_hinkley_rule{}>
inline constexpr page_hinkley_t<Rule> page_hinkley{};

} // namespace crucible::telemetry
