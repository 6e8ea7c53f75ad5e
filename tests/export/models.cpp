// SPDX-License-Identifier: MIT
// Each exporter models its concept. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/record/row.hpp>

namespace ct = crucible::telemetry;

static_assert(ct::sink<ct::csv> && ct::sink_writer<ct::csv_writer<ct::event<"e">>>);
static_assert(ct::sink<ct::jsonl> && ct::sink_writer<ct::jsonl_writer<ct::event<"e">>>);
static_assert(ct::any_row<ct::row<ct::event<"e">>>);
static_assert(ct::text_escape<ct::detail::csv_escape> && ct::text_escape<ct::json_escape>);
