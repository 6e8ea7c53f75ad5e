// SPDX-License-Identifier: MIT
#pragma once
// Lengths of stretches of time, from whatever stamps a file may bring.

#include <crucible/telemetry/core/clock.hpp>

#include <cstdint>

namespace crucible::telemetry::detail {

/// From one stamp to a later one; 292 years when that is not enough.
[[nodiscard]] constexpr std::chrono::nanoseconds length_of(timestamp from, timestamp until) {
    auto const begin = from.time_since_epoch().count();
    auto const end = until.time_since_epoch().count();
    std::chrono::nanoseconds::rep ticks = 0;
    bool const too_long = __builtin_sub_overflow(end, begin, &ticks);
    return too_long ? std::chrono::nanoseconds::max() : std::chrono::nanoseconds{ticks};
}

/// A time and so much before it; the earliest time that there is, when that is earlier still. Pre-condition: `back` is
/// not negative.
[[nodiscard]] constexpr timestamp before_by(timestamp at, std::chrono::nanoseconds back) {
    timestamp::rep ticks = 0;
    bool const too_early = __builtin_sub_overflow(at.time_since_epoch().count(), back.count(), &ticks);
    return too_early ? timestamp::min() : timestamp{std::chrono::nanoseconds{ticks}};
}

/// `begin` moved on by as many steps as move `end`, which is not after `at`, past `at`; the latest time that there is,
/// when that is later still.
[[nodiscard]] constexpr timestamp moved_past(timestamp begin, timestamp end, std::chrono::nanoseconds step,
                                             timestamp at) {
    auto const ticks = [](timestamp t) { return static_cast<std::uint64_t>(t.time_since_epoch().count()); };
    auto const stride = static_cast<std::uint64_t>(step.count());
    std::uint64_t ahead = 0; // a difference of any two times fits unsigned
    bool const too_far = __builtin_mul_overflow((ticks(at) - ticks(end)) / stride + 1, stride, &ahead) ||
                         ahead > ticks(timestamp::max()) - ticks(begin);
    if (too_far) return timestamp::max();
    return timestamp{std::chrono::nanoseconds{static_cast<std::int64_t>(ticks(begin) + ahead)}};
}

} // namespace crucible::telemetry::detail
