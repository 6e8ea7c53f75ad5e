// EXPECT: static assertion failed.*the recording was not told that it would hold rows of this event
// EXPECT: event_named<.*"train\.stop"
#include <crucible/telemetry/archive.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};
inline constexpr ct::event<"train.stop", loss> stop{};

auto work() { return ct::read_jsonl<step>("run.jsonl").run.rows(stop).size(); }
