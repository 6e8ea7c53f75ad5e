// SPDX-License-Identifier: MIT
#pragma once
// Streaming statistics: compositions, accumulators and what most programs ask for; other statistics have headers of
// their own.

#include <crucible/telemetry/statistics/accumulator.hpp>
#include <crucible/telemetry/statistics/compose.hpp>
#include <crucible/telemetry/statistics/exact_quantile.hpp>
#include <crucible/telemetry/statistics/measured.hpp>
#include <crucible/telemetry/statistics/basic.hpp>
