// SPDX-License-Identifier: MIT
// What comes with the library models its concepts. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/metrics.hpp>

#include <map>
#include <unordered_map>

namespace ct = crucible::telemetry;

static_assert(ct::metric_adapter<ct::jsonl_metrics> && ct::metric_adapter<ct::memory_metrics>);
static_assert(ct::metric_adapter<ct::detail::no_metric_adapter>);
static_assert(ct::metric_labels<std::vector<ct::metric_label>>);
static_assert(ct::metric_labels<std::initializer_list<ct::metric_label_view>>);
static_assert(ct::metric_labels<std::map<std::string, std::string>>);
static_assert(ct::metric_labels<std::unordered_map<std::string, std::string>>);
static_assert(!ct::metric_labels<std::map<std::string, int>> && !ct::metric_labels<std::string>);
static_assert(std::is_nothrow_move_constructible_v<ct::jsonl_metrics>);
static_assert(!std::is_constructible_v<ct::metric_value, char const*>);
