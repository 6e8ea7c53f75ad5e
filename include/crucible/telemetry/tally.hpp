// SPDX-License-Identifier: MIT
#pragma once
// All that code includes which declares and emits tallied events: `emit.hpp`, and the statistics that they keep.

#include <crucible/telemetry/accumulate/quantiles.hpp>
#include <crucible/telemetry/accumulate/statistics.hpp>
#include <crucible/telemetry/emit.hpp>
#include <crucible/telemetry/tally/emit.hpp>
#include <crucible/telemetry/tally/histogram.hpp>
