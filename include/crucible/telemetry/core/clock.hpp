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

} // namespace crucible::telemetry
