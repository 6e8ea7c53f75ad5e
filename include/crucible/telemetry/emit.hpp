// SPDX-License-Identifier: MIT
#pragma once
// All that instrumented code includes: descriptors, events, records, spans, and `emit`.

#include <crucible/telemetry/core/version.hpp>
#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/emit/scope.hpp>
#include <crucible/telemetry/record/span.hpp>

#pragma push_macro("emit") // a keyword of Qt
#undef emit

namespace crucible::telemetry {

namespace detail {

// Not inline: each translation unit has its own, and what it says is part of the name of what it instantiates.
#ifdef CRUCIBLE_TELEMETRY_OFF
constexpr bool compiled_in = false;
#else
constexpr bool compiled_in = true;
#endif

/// No lambda: nvcc drops the attributes of those.
struct to_listeners {
    std::uint64_t mask;

    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void operator()(record<Event> const& filled) const noexcept {
        broadcast(mask, filled);
    }
};

} // namespace detail

/// Emits a row to the sessions attached to the process and to those the calling thread is bound to.
/// With nobody listening: one relaxed load and a branch; with CRUCIBLE_TELEMETRY_OFF no instruction at all. After a
/// thread's first row it neither throws, blocks (unless the session's policy is `block`), locks, allocates nor enters
/// the kernel.
template <any_event Event, bool On = detail::compiled_in>
CRUCIBLE_TELEMETRY_FAST_PATH inline void emit([[maybe_unused]] record<Event> const& values) noexcept {
    if constexpr (On)
        if (std::uint64_t const mask = detail::listeners<Event>.load(std::memory_order_relaxed); mask != 0)
            detail::in_context(values, detail::to_listeners{mask});
}

/// `emit` by a name that is no macro of Qt's: `ct::emit_row(batch_stop(m::loss = loss))`.
template <class Event, bool On = detail::compiled_in>
CRUCIBLE_TELEMETRY_FAST_PATH inline void emit_row(record<Event> const& values) noexcept {
    emit<Event, On>(values);
}

/// Begins a step of the calling thread: sessions with `step_clock` give its rows one stamp until the next step.
template <bool On = detail::compiled_in>
void step() noexcept {
    if constexpr (On) detail::this_thread.step = detail::read_steady();
}

namespace detail {

/// Emits a span's record as `ct::emit` does.
template <any_event Event, bool On>
struct to_everyone {
    CRUCIBLE_TELEMETRY_FAST_PATH constexpr bool wanted() const noexcept {
        if constexpr (On) return listeners<Event>.load(std::memory_order_relaxed) != 0;
        else return false;
    }
    CRUCIBLE_TELEMETRY_FAST_PATH void operator()(record<Event> const& values) const noexcept {
        emit<Event, On>(values);
    }
};

} // namespace detail

/// Times what happens until the end of the enclosing scope and emits it as `event`: fills the event's timer, and its
/// flag with whether the scope was left without an exception. Reads no clock while nobody listens. See record/span.hpp.
template <any_event Event, bool On = detail::compiled_in, class... Bindings>
[[nodiscard]] constexpr auto time(Event const&, Bindings const&... bindings) {
    return detail::make_span<Event>(detail::to_everyone<Event, On>{}, bindings...);
}

} // namespace crucible::telemetry

#pragma pop_macro("emit")
