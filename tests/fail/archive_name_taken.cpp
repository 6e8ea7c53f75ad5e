// EXPECT: static assertion failed.*exported rows have columns experiment, experiment_name, condition, event, time, thread and row_weight of their own
// EXPECT: measurement<.*"time".*in_event<.*"train\.step"
#include <crucible/telemetry/archive.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::timer<"time"> time_of_step{};
inline constexpr ct::event<"train.step", time_of_step> step{};

auto work() { return ct::read_jsonl<step>("run.jsonl"); }
