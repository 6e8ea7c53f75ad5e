// SPDX-License-Identifier: MIT
#pragma once
// Streaming statistics: compositions, accumulators and what most programs ask for; other statistics have headers of
// their own.

#include <crucible/telemetry/accumulate/accumulator.hpp>
#include <crucible/telemetry/accumulate/compose.hpp>
#include <crucible/telemetry/accumulate/exact_quantile.hpp>
#include <crucible/telemetry/accumulate/measured.hpp>
#include <crucible/telemetry/accumulate/statistics.hpp>
