// SPDX-License-Identifier: MIT
#pragma once
// Detector: a measurement that should improve and no longer does.

#include <crucible/telemetry/cells/plateau.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <plateau_rule Rule>
struct sensible_plateau {
    static_assert(Rule.sensible(), "the rule of a plateau has a patience of 1 row or more, a gain of 0 up to 1, a "
                                   "least gain of 0 or more, a weight above 0 and up to 1, and is better up or down");
};

} // namespace detail

/// Reads a `detection`: score rows since the latest improvement.
template <plateau_rule Rule = plateau_rule{}>
struct plateau_t : detector_base<cells::plateau<Rule>> {
    static_assert(sizeof(detail::sensible_plateau<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"plateau", Rule>();
};
template <plateau_rule Rule = plateau_rule{}>
inline constexpr plateau_t<Rule> plateau{};

} // namespace crucible::telemetry
