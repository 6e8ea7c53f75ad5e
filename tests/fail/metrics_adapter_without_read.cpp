// EXPECT: static assertion failed.*a metric adapter has `ct::metric_history read\(std::string_view run\) const`
// EXPECT: metric_adapter_does_not_read<.*blind.*>
#include <crucible/telemetry/metrics.hpp>

namespace ct = crucible::telemetry;

struct blind {
    ct::metric_appended append(std::span<ct::metric_view const> points) { return {points.size(), {}}; }
    std::error_code sync() { return {}; }
    ct::metric_history read(std::string_view run); // not const
};

void use() {
    ct::metric_log log{blind{}};
    log.record("run-1", "loss", 0.25);
}
