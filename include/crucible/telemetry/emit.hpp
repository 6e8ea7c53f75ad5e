// SPDX-License-Identifier: MIT
#pragma once
// All that instrumented code includes: descriptors, events, records, spans, and `emit`.

#include <crucible/telemetry/emit/scope.hpp>
#include <crucible/telemetry/record/span.hpp>

namespace crucible::telemetry {

#ifdef CRUCIBLE_TELEMETRY_OFF

/// Telemetry is switched off at compile time: no instruction is left.
template <any_event Event>
[[gnu::always_inline]] constexpr void emit(record<Event> const&) noexcept {}

inline void step() noexcept {}

#else

/// Emits a row to the sessions attached to the process and to those the calling thread is bound to.
/// With nobody listening: one relaxed load and a branch. After a thread's first row it neither throws, blocks (unless
/// the session's policy is `block`), locks, allocates nor enters the kernel.
template <any_event Event>
[[gnu::always_inline]] inline void emit(record<Event> const& values) noexcept {
    if (std::uint64_t const mask = detail::listeners<Event>.load(std::memory_order_relaxed); mask != 0)
        detail::broadcast(mask, record<Event>{values}); // a copy here keeps the caller's in registers while nobody listens
}

/// Begins a step of the calling thread: sessions with `step_clock` give its rows one stamp until the next step.
inline void step() noexcept { detail::this_thread.step = detail::read_steady(); }

#endif

/// Times what happens until the end of the enclosing scope and emits it as `event`: fills the event's timer, and its
/// flag with whether the scope was left without an exception. See record/span.hpp.
template <any_event Event, class... Bindings>
[[nodiscard]] auto time(Event const&, Bindings const&... bindings) noexcept {
    return detail::make_span<Event>([](record<Event> const& values) noexcept { emit(values); }, bindings...);
}

} // namespace crucible::telemetry
