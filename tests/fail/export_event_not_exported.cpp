// EXPECT: static assertion failed.*the exporter was not told that rows of this event would come
// EXPECT: event_named<.*"train\.stop"
#include <crucible/telemetry/export/jsonl.hpp>

namespace ct = crucible::telemetry;
inline constexpr ct::event<"train.start"> start{};
inline constexpr ct::event<"train.stop"> stop{};

void work(ct::row<std::remove_cv_t<decltype(stop)>> const& row) {
    auto writer = ct::jsonl{"run.jsonl"}.open({}, ct::event_list<std::remove_cv_t<decltype(start)>>{});
    writer.write(row);
}
