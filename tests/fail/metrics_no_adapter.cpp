// EXPECT: static assertion failed.*a metric adapter has `ct::metric_appended append\(std::span<ct::metric_view const>\)`
// EXPECT: metric_adapter_does_not_append<std::vector<double.*
#include <crucible/telemetry/metrics.hpp>

#include <vector>

namespace ct = crucible::telemetry;

void log_into(std::vector<double> const& values) {
    ct::metric_log log{values};
    log.record("run-1", "loss", 0.25, 3, {{"phase", "warmup"}});
    log.flush();
    (void)log.read("run-1");
}
