// SPDX-License-Identifier: MIT
#pragma once
// All that code includes which declares and emits tallied events: `emit.hpp`, and the statistics that they keep.

#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/basic.hpp>
#include <crucible/telemetry/emit.hpp>
#include <crucible/telemetry/tally/emit_tallied.hpp>
#include <crucible/telemetry/tally/detail/tally_histogram.hpp>
