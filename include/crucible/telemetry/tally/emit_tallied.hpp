// SPDX-License-Identifier: MIT
#pragma once
// `emit` of tallied events.

#include <crucible/telemetry/emit.hpp>
#include <crucible/telemetry/tally/detail/thread_cells.hpp>

#pragma push_macro("emit") // a keyword of Qt
#undef emit

namespace crucible::telemetry {

/// Updates the calling thread's own cells, in the sessions attached to the process and in those the thread is bound to:
/// no row, no ring, no stamp. With nobody listening, with CRUCIBLE_TELEMETRY_OFF and after a thread's first row it is
/// as cheap as any `emit`.
template <any_tallied_event Event, bool On = detail::compiled_in>
CRUCIBLE_TELEMETRY_FAST_PATH inline void emit([[maybe_unused]] record<Event> const& values) noexcept {
    if constexpr (On)
        if (std::uint64_t const mask = detail::listeners<Event>.load(std::memory_order_relaxed); mask != 0)
            detail::tally(mask, values);
}

} // namespace crucible::telemetry

#pragma pop_macro("emit")
