// SPDX-License-Identifier: MIT
#pragma once
// Time: durations and clocks. A stamp is a raw reading of a tick source; a timestamp is wall time.
//
// libstdc++ keeps them apart from calendars, which bring locales and streams: that part of <chrono> costs every compile
// as much as <string> and <vector>, and only text/read_time.hpp needs it.

#include <cstdint> // says whether it is libstdc++
#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace crucible::telemetry {

/// When a row was emitted: nanoseconds since the Unix epoch, advanced by a monotonic clock from one wall-clock anchor
/// per session, so that it never steps back.
using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Raw reading of a tick source; only differences within one source mean anything.
using stamp = std::uint64_t;

} // namespace crucible::telemetry
