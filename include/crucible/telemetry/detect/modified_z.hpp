// SPDX-License-Identifier: MIT
#pragma once
// Detector: values far from the median of the rows before them, which outliers hardly move.

#include <crucible/telemetry/cells/modified_z.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <modified_z_rule Rule>
struct sensible_modified_z {
    static_assert(Rule.sensible(), "the rule of a modified z-score has a threshold above 0, a window of 3 to 16384 "
                                   "rows, a warm-up of 2 rows up to the window, and a least scale of 0 or more");
};

} // namespace detail

/// Reads a `detection`: score |x - median| / (1.4826 MAD) over the rows before x.
template <modified_z_rule Rule = modified_z_rule{}>
struct modified_z_t : detector_base<cells::modified_z<Rule>> {
    static_assert(sizeof(detail::sensible_modified_z<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"modified_z", Rule>();
};
template <modified_z_rule Rule = modified_z_rule{}>
inline constexpr modified_z_t<Rule> modified_z{};

} // namespace crucible::telemetry
