// COMPILES
// What the other archive_*.cpp do wrong, done right.
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.step", loss> step{};
inline constexpr ct::event<"train.stop", loss> stop{};

std::uint64_t work() {
    auto const [run, report] = ct::read_jsonl<step, stop>("run.jsonl");
    ct::archive("run.archive", run);
    ct::write(ct::csv{"runs.csv"}, run, run);
    ct::write(ct::nothing{}, run);
    auto const again = ct::read_archive<ct::registry<step, stop>>("run.archive");
    return again[0].rows(step).size();
}
