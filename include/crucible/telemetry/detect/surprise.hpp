// SPDX-License-Identifier: MIT
#pragma once
// Detector: values that surprise, given the level, the time of day, and how odd the values before them were.

#include <crucible/telemetry/cells/surprise.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <surprise_rule Rule>
struct sensible_surprise {
    static_assert(Rule.sensible(), "the rule of surprise has a threshold and a price of 0 to 100 nats, weights of 0 to "
                                   "1, a memory of 10 to 1e6 rows, and an index of 0 to 10");
};

} // namespace detail

/// Reads a `detection`: score in nats, of the latest row.
template <surprise_rule Rule = surprise_rule{}>
struct surprise_t : detector_base<cells::surprise<Rule>> {
    static_assert(sizeof(detail::sensible_surprise<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"surprise", Rule>();
};
template <surprise_rule Rule = surprise_rule{}>
inline constexpr surprise_t<Rule> surprise{};

} // namespace crucible::telemetry
