// EXPECT: static assertion failed.*this sink takes the rows of one run: give ct::write one session or recording, or a sink that has `open_runs\(runs, event_list\)`, as ct::csv and ct::jsonl
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};

auto work(ct::recording_of<decltype(step)> const& run) { return ct::write(ct::nothing{}, run, run); }
