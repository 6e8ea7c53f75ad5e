// SPDX-License-Identifier: MIT
// Each exporter models its concept. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/record/row.hpp>

namespace ct = crucible::telemetry;

static_assert(ct::exporter<ct::csv> && ct::export_writer<ct::csv_writer<ct::event<"e">>>);
static_assert(ct::exporter<ct::jsonl> && ct::export_writer<ct::jsonl_writer<ct::event<"e">>>);
static_assert(ct::exportable_row<ct::row<ct::event<"e">>>);
static_assert(ct::detail::escape<ct::detail::csv_escape> && ct::detail::escape<ct::detail::json_escape>);
