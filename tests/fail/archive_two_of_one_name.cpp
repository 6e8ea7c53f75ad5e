// EXPECT: static assertion failed.*two different events of this name cannot be told apart in a file
// EXPECT: event_named<.*"train\.step"
#include <crucible/telemetry/archive.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};
inline constexpr ct::event<"train.step"> other_step{};

auto work() { return ct::read_jsonl<step, other_step>("run.jsonl"); }
