// SPDX-License-Identifier: MIT
#pragma once
// Detector: spikes of a loss, by thresholds that suit noise with light and with heavy tails.

#include <crucible/telemetry/cells/spike.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <spike_rule Rule>
struct sensible_spike {
    static_assert(Rule.sensible(), "the rule of a spike has thresholds above 0, of which `each` is not the greater, a "
                                   "mirror and a tolerated dip of 0 or more, an even window of 16 to 4096 rows, and a "
                                   "least scale of 0 or more");
};

} // namespace detail

/// Reads a `detection`: score in deviations above what was expected, of the latest row.
template <spike_rule Rule = spike_rule{}>
struct spike_t : detector_base<cells::spike<Rule>> {
    static_assert(sizeof(detail::sensible_spike<Rule>) != 0);
    static constexpr auto name = detail::name_with_rule<"spike", Rule>();
};
template <spike_rule Rule = spike_rule{}>
inline constexpr spike_t<Rule> spike{};

} // namespace crucible::telemetry
