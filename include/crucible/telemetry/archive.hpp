// SPDX-License-Identifier: MIT
#pragma once
// Archives and imports: everything under archive/.

#include <crucible/telemetry/archive/archive.hpp>
#include <crucible/telemetry/archive/json.hpp>
#include <crucible/telemetry/archive/jsonl.hpp>
#include <crucible/telemetry/archive/read_archive.hpp>
#include <crucible/telemetry/archive/recording.hpp>
