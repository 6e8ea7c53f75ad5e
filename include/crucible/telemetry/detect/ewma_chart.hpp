// SPDX-License-Identifier: MIT
#pragma once
// Detector: a fading mean that leaves the mean of all rows so far.

#include <crucible/telemetry/cells/ewma_chart.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <ewma_chart_rule Rule>
struct sensible_ewma_chart {
    static_assert(Rule.sensible(), "the rule of a chart of a fading mean has a threshold above 0, a weight from 1e-6 "
                                   "to below 1, a warm-up of 2 rows or more, and a least scale of 0 or more");
};

} // namespace detail

/// Reads a `detection`: score |z - mean| in standard errors.
template <ewma_chart_rule Rule = ewma_chart_rule{}>
struct ewma_chart_t : detector_base<cells::ewma_chart<Rule>> {
    static_assert(sizeof(detail::sensible_ewma_chart<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"ewma_chart", Rule>();
};
template <ewma_chart_rule Rule = ewma_chart_rule{}>
inline constexpr ewma_chart_t<Rule> ewma_chart{};

} // namespace crucible::telemetry
