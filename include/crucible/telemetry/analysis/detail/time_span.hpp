// SPDX-License-Identifier: MIT
#pragma once
// Lengths of stretches of time, from whatever stamps a file may bring.

#include <crucible/telemetry/core/clock.hpp>

namespace crucible::telemetry::detail {

/// From one stamp to a later one; 292 years when that is not enough.
[[nodiscard]] constexpr std::chrono::nanoseconds length_of(timestamp from, timestamp until) {
    auto const begin = from.time_since_epoch().count();
    auto const end = until.time_since_epoch().count();
    std::chrono::nanoseconds::rep ticks = 0;
    bool const too_long = __builtin_sub_overflow(end, begin, &ticks);
    return too_long ? std::chrono::nanoseconds::max() : std::chrono::nanoseconds{ticks};
}

} // namespace crucible::telemetry::detail
