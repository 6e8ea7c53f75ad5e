// SPDX-License-Identifier: MIT
#pragma once
// What stamps a session's rows: how emitting threads read it, and what its session makes of a reading.

#include <crucible/telemetry/core/detail/platform.hpp>

namespace crucible::telemetry::detail {

/// What a stamp counts.
enum class tick_kind : unsigned char {
    cycles,          ///< of the processor's counter; the session calibrates it against the steady clock
    steady,          ///< nanoseconds of CLOCK_MONOTONIC
    own_nanoseconds, ///< nanoseconds since any moment, by a clock of the program's own
};

/// The clocks that emission reads without a call.
enum class inlined_clock : unsigned char { cycle_counter, step, none };

struct stamp_source {
    stamp (*read)() noexcept = &read_steady;
    tick_kind ticks = tick_kind::steady;
    inlined_clock inlined = inlined_clock::none;
    timestamp (*wall)(std::int64_t) noexcept = nullptr; ///< the wall time of a reading; null: counted from the start
};

/// The cycle counter, or the steady clock where there is none to tell time by.
inline stamp_source cycle_counter() noexcept {
    if (!has_steady_tsc()) return {};
    return {.read = &read_tsc, .ticks = tick_kind::cycles, .inlined = inlined_clock::cycle_counter};
}

} // namespace crucible::telemetry::detail
