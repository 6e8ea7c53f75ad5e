// EXPECT: static assertion failed.*a metric's step is an integer
// EXPECT: metric_step_is_no_integer<.*given_type<double>.*
#include <crucible/telemetry/metrics.hpp>

namespace ct = crucible::telemetry;

void use(ct::metric_log<ct::memory_metrics>& log) { log.record("run-1", "loss", 0.25, 0.5); }
