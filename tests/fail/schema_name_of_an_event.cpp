// EXPECT: static assertion failed.*a name consists of lower-case letters, digits and '_' and begins with a letter; an event's name is one such name or several joined by '\.'
// EXPECT: event_named<.*"train/stop"
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train/stop", loss> stop{};

auto row() { return stop(loss = 0.5); }
