// SPDX-License-Identifier: MIT
#pragma once
// What a program includes where it composes sessions: emission, statistics, the memory store, CSV and JSONL.
// Queries, and the statistics that only windows can answer, come by <crucible/telemetry/query.hpp>.

#include <crucible/telemetry/emit.hpp>

#include <crucible/telemetry/statistics/basic.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/store/columnar.hpp>
#include <crucible/telemetry/store/nothing.hpp>
