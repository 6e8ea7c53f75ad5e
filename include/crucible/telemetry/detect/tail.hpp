// SPDX-License-Identifier: MIT
#pragma once
// Detector: errors too rare for what was seen before, whatever their law.

#include <crucible/telemetry/cells/tail.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <tail_rule Rule>
struct sensible_tail {
    static_assert(Rule.sensible(), "the rule of a tail has a threshold of 0 to 100 nats, a memory of 10 to 1e6 rows, a "
                                   "level's weight of 0 to 1, and an index of 0 to 10");
};

} // namespace detail

/// Reads a `detection`: score -ln P(E >= e), in nats, of the error of the latest row among those before it.
template <tail_rule Rule = tail_rule{}>
struct tail_t : detector_base<cells::tail<Rule>> {
    static_assert(sizeof(detail::sensible_tail<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"tail", Rule>();
};
template <tail_rule Rule = tail_rule{}>
inline constexpr tail_t<Rule> tail{};

} // namespace crucible::telemetry
