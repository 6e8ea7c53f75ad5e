// SPDX-License-Identifier: MIT
#pragma once
// All formatters of fmt: records and rows, ledgers, statistics, experiments, summaries and comparisons.

#include <crucible/telemetry/format/comparison.hpp>
#include <crucible/telemetry/format/experiment.hpp>
#include <crucible/telemetry/format/ledger.hpp>
#include <crucible/telemetry/format/readings.hpp>
#include <crucible/telemetry/format/record.hpp>
#include <crucible/telemetry/format/summary.hpp>
