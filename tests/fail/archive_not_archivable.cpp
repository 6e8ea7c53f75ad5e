// EXPECT: static assertion failed.*ct::archive and ct::write take sessions and recordings, and ranges of recordings
// EXPECT: argument<.*rows<
#include <crucible/telemetry/archive.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};

auto work(ct::recording_of<decltype(step)> const& run) { return ct::archive("run.archive", run.rows(step)); }
