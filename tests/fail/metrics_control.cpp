// COMPILES
#include <crucible/telemetry/metrics.hpp>

namespace ct = crucible::telemetry;

struct mine {
    ct::metric_appended append(std::span<ct::metric_view const> points) { return {points.size(), {}}; }
    std::error_code sync() { return {}; }
    ct::metric_history read(std::string_view) const { return {}; }
};

void use() {
    ct::metric_log log{mine{}};
    log.record("run-1", "loss", 0.25, 3, {{"phase", "warmup"}});
    log.record("run-1", 3, {{"loss", 0.25}, {"tokens", 4096}});
    log.flush();
    (void)log.read("run-1");
}
