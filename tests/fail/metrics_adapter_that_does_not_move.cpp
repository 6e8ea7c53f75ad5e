// EXPECT: static assertion failed.*a metric adapter can be moved: the log keeps it
// EXPECT: metric_adapter_does_not_move<.*pinned.*>
#include <crucible/telemetry/metrics.hpp>

namespace ct = crucible::telemetry;

struct pinned {
    pinned() = default;
    pinned(pinned const&) = delete;
    ct::metric_appended append(std::span<ct::metric_view const> points) { return {points.size(), {}}; }
    std::error_code sync() { return {}; }
    ct::metric_history read(std::string_view) const { return {}; }
};

void use() {
    ct::metric_log log{pinned{}};
    log.flush();
}
