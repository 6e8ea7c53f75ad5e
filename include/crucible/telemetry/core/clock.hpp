// SPDX-License-Identifier: MIT
#pragma once
// Time: the one header that includes <chrono>. A stamp is a raw reading of a tick source; a timestamp is wall time.

#include <chrono>
#include <cstdint>

namespace crucible::telemetry {

/// When a row was emitted: nanoseconds since the Unix epoch, advanced by a monotonic clock from one wall-clock anchor
/// per session, so that it never steps back.
using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Raw reading of a tick source; only differences within one source mean anything.
using stamp = std::uint64_t;

/// Which source stamps rows.
enum class tick_source : unsigned char {
    tsc,    ///< the processor's cycle counter, calibrated against steady_clock by the session
    steady, ///< std::chrono::steady_clock, in nanoseconds
    coarse, ///< CLOCK_MONOTONIC_COARSE where there is one: cheap, good to a scheduler tick (1 to 10 ms)
    step,   ///< one stamp for all rows of a step, taken by `step()`
};

} // namespace crucible::telemetry
