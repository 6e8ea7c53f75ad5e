// EXPECT: static assertion failed.*ct::archive and ct::write take sessions and recordings, and ranges of recordings
// EXPECT: argument<.*rows<
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};

auto work(ct::recording_of<decltype(step)> const& run) { return ct::write(ct::csv{"run.csv"}, run, run.rows(step)); }
