// EXPECT: static assertion failed.*the event declares two measurements of this name
// EXPECT: event_named<.*"train\.stop".*measurement<.*"loss"
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"loss", float> rough_loss{};
inline constexpr ct::event<"train.stop", loss, rough_loss> stop{};

auto row() { return stop(loss = 0.5, rough_loss = 0.5F); }
