// SPDX-License-Identifier: MIT
// Each cell and statistic models its concept. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/serial/bytes.hpp>

namespace ct = crucible::telemetry;
namespace cells = ct::cells;

static_assert(ct::batch_cell<cells::moments> && ct::batch_cell<cells::counted> && ct::batch_cell<cells::total>);
static_assert(ct::batch_cell<cells::extrema> && ct::batch_cell<cells::aside> && ct::aside_cell<cells::aside>);
static_assert(ct::timed_cell<cells::elapsed> && ct::timed_cell<cells::edges> && ct::timed_cell<cells::flow>);
static_assert(ct::cell<cells::successes> && ct::cell<cells::exact_sample>);
static_assert(ct::serial_cell<cells::moments> && ct::serial_cell<cells::counted> && ct::serial_cell<cells::total>);
static_assert(ct::serial_cell<cells::extrema> && ct::serial_cell<cells::aside> && ct::serial_cell<cells::elapsed>);
static_assert(ct::serial_cell<cells::edges> && ct::serial_cell<cells::flow> && ct::serial_cell<cells::successes>);
static_assert(ct::serial_cell<cells::exact_sample>);
static_assert(ct::statistic<ct::count_t> && ct::statistic<ct::variance_t> && ct::statistic<ct::rate_t>);
static_assert(ct::statistic<ct::median_t> && ct::statistic<ct::exact_quantile_t<.5, .9>>);
