// COMPILES
// What the other export_*.cpp do wrong, done right.
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::timer<"step_time"> step_time{};
inline constexpr ct::event<"train.step", loss, step_time> step{};

using events = ct::event_list<std::remove_cv_t<decltype(step)>>;
void work(ct::row<std::remove_cv_t<decltype(step)>> const& row) {
    auto csv = ct::csv{"run.csv", {.layout = ct::layout::per_event}}.open({}, events{});
    csv.write(row);
    auto jsonl = ct::jsonl{.path = "run.jsonl", .options = {.identity = ct::identity::none}}.open({}, events{});
    jsonl.write(row);
}
