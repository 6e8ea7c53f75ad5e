// SPDX-License-Identifier: MIT
#pragma once
// Metrics recorded by step, for programs that have numbers rather than events: the log, and adapters that keep them.

#include <crucible/telemetry/metrics/jsonl_metrics.hpp>
#include <crucible/telemetry/metrics/log.hpp>
#include <crucible/telemetry/metrics/memory.hpp>
#include <crucible/telemetry/metrics/read_metrics.hpp>
