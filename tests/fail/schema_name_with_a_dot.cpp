// EXPECT: static assertion failed.*a name consists of lower-case letters, digits and '_' and begins with a letter; an event's name is one such name or several joined by '\.'
// EXPECT: measurement<.*"train\.loss"
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"train.loss"> loss{};
