// EXPECT: static assertion failed.*the recording was not told that it would hold rows of this event
// EXPECT: event_named<.*"train\.stop"
#include <crucible/telemetry/archive.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};
inline constexpr ct::event<"train.stop", loss> stop{};

void work(ct::row<std::remove_cv_t<decltype(stop)>> const& row) {
    ct::recording_of<decltype(step)> run;
    run.append(row);
}
