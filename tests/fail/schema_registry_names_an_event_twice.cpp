// EXPECT: static assertion failed.*a registry holds two events of this name
// EXPECT: event_named<.*"train\.stop"
#include <crucible/telemetry/schema/registry.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.stop", loss> stop{};
inline constexpr ct::event<"train.stop"> end{};

auto const* const found = ct::registry<stop, end>::find("train.stop");
