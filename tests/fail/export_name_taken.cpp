// EXPECT: static assertion failed.*exported rows have columns experiment, experiment_name, condition, event, time, thread and row_weight of their own
// EXPECT: measurement<.*"time".*in_event<.*"train\.step"
#include <crucible/telemetry/export/csv.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::timer<"time"> time_of_step{};
inline constexpr ct::event<"train.step", loss, time_of_step> step{};

auto writer = ct::csv{"run.csv"}.open({}, ct::event_list<std::remove_cv_t<decltype(step)>>{});
