// SPDX-License-Identifier: MIT
#pragma once
// Tools that models call.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr tag<"tool_name"> tool_name{.help = "tool that was called"};                   // gen_ai.tool.name
inline constexpr text<"tool_call_id"> tool_call_id{.help = "one call, as the model names it"}; // gen_ai.tool.call.id

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::tools {

inline constexpr detail::started<"altar.tool.start", v::tool_name, optional<v::tool_call_id>> tool_start{
    .help = "Tool invocation started"};

inline constexpr detail::request_stopped<"altar.tool.stop", v::tool_name, optional<v::tool_call_id>, optional<v::cost>>
    tool_stop{.help = "Tool invocation completed"};

inline constexpr telemetry::category<"tools", tool_start, tool_stop> category{.help = "Tools that models call"};

} // namespace crucible::telemetry::catalog::tools
