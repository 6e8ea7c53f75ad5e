// SPDX-License-Identifier: MIT
#pragma once
// Analysis: what runs were like, how training went, windows over time, comparison of runs, and summaries of runs that
// still go on.

#include <crucible/telemetry/analysis/compare.hpp>
#include <crucible/telemetry/analysis/streaming.hpp>
#include <crucible/telemetry/analysis/summary.hpp>
#include <crucible/telemetry/analysis/training.hpp>
#include <crucible/telemetry/analysis/windowed.hpp>
