// EXPECT: static assertion failed.*the event declares two measurements of this name
// EXPECT: event_named<.*"train\.stop".*measurement<.*"loss"
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.stop", loss, ct::optional<loss>> stop{};

auto row() { return stop(loss = 0.5)[loss]; }
