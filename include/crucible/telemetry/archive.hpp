// SPDX-License-Identifier: MIT
#pragma once
// Archives and imports: everything under archive/.

#include <crucible/telemetry/archive/archive.hpp>
#include <crucible/telemetry/text/json_reader.hpp>
#include <crucible/telemetry/archive/read_csv.hpp>
#include <crucible/telemetry/archive/read_jsonl.hpp>
#include <crucible/telemetry/archive/read_meta.hpp>
#include <crucible/telemetry/archive/read_archive.hpp>
#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/archive/write_runs.hpp>
