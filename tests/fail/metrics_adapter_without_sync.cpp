// EXPECT: static assertion failed.*a metric adapter has `std::error_code sync\(\)`, which makes durable what it has
// EXPECT: metric_adapter_does_not_sync<.*careless.*>
#include <crucible/telemetry/metrics.hpp>

namespace ct = crucible::telemetry;

struct careless {
    ct::metric_appended append(std::span<ct::metric_view const> points) { return {points.size(), {}}; }
    void sync() {}
    ct::metric_history read(std::string_view) const { return {}; }
};

void use() {
    ct::metric_log log{careless{}};
    log.flush();
}
