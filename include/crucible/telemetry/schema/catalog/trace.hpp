// SPDX-License-Identifier: MIT
#pragma once
// Causal traces: the decisions a program or a model took, and between what.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr text<"trace_id"> trace_id{.help = "chain that the decision belongs to"};
inline constexpr tag<"event_type"> event_type{.help = "kind of the decision"};
inline constexpr text<"decision"> decision{.help = "what was decided"};
inline constexpr text<"alternatives"> alternatives{.help = "between what, joined by commas"};
inline constexpr gauge<"confidence"> confidence{.in = ratio, .help = "how sure the decider was"};
inline constexpr text<"stage_id"> stage_id{.help = "stage in which it was decided"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::trace {

inline constexpr detail::started<"causal_trace.event.created", optional<v::trace_id>, optional<v::event_type>,
                                 optional<v::decision>, optional<v::alternatives>, optional<v::confidence>,
                                 optional<v::reason>, optional<v::stage_id>>
    event_created{.help = "Causal reasoning event created"};

inline constexpr telemetry::category<"trace", event_created> category{.help = "Decisions, and between what"};

} // namespace crucible::telemetry::catalog::trace
