// SPDX-License-Identifier: MIT
#pragma once
// The policies that a session is composed of, but for storage (store/) and privacy (session/privacy.hpp). One per role;
// the first of each role is its default.

#include <crucible/telemetry/core/policy.hpp>
#include <crucible/telemetry/emit/detail/producer.hpp>
#include <crucible/telemetry/session/privacy.hpp>

namespace crucible::telemetry {

namespace detail {
enum class collector_kind : unsigned char { background, manual, in_place, none };
}

// Who drains the rings.

/// A thread of the session's own, which looks every millisecond while there are rows and every 4 ms when there are
/// none.
struct background {
    using role = collection_role;
    static constexpr auto kind = detail::collector_kind::background;
};
/// The caller, by `run.drain()`: for tests, fibers and programs that own their threads.
struct manual {
    using role = collection_role;
    static constexpr auto kind = detail::collector_kind::manual;
};
/// Nobody: `emit` itself updates statistics, store and exporters. For single-threaded programs only.
struct inplace {
    using role = collection_role;
    static constexpr auto kind = detail::collector_kind::in_place;
};
/// Nobody, ever: the session takes no rows, and `run.emit` compiles to nothing.
struct off {
    using role = collection_role;
    static constexpr auto kind = detail::collector_kind::none;
};
static_assert(policy_of<background, collection_role> && policy_of<manual, collection_role> &&
              policy_of<inplace, collection_role> && policy_of<off, collection_role>);

// What a full ring does.

/// Drops the new row and counts it `ring_full`.
struct drop_newest {
    using role = overflow_role;
    static constexpr auto on_full = detail::overflow::drop_newest;
};
/// Drops the oldest rows and counts them `overwritten`; while the worker reads, the new row goes as `ring_full`.
struct overwrite_oldest {
    using role = overflow_role;
    static constexpr auto on_full = detail::overflow::overwrite_oldest;
};
/// Waits for room, in steps of 50 us: loses nothing while the session runs, and gives up the promise not to block.
struct block {
    using role = overflow_role;
    static constexpr auto on_full = detail::overflow::block;
};
namespace detail {
template <class Collection>
struct block_without_worker {
    static_assert(accepted<Collection>, "`block` waits for a worker: it needs `background`");
};
} // namespace detail
static_assert(policy_of<drop_newest, overflow_role> && policy_of<overwrite_oldest, overflow_role> &&
              policy_of<block, overflow_role>);

// What stamps rows.

/// The processor's cycle counter where it runs at one rate (about 9 ns), `steady_clock` elsewhere.
struct tsc_clock {
    using role = clock_role;
    static constexpr auto source = tick_source::tsc;
};
/// CLOCK_MONOTONIC, about 17 ns.
struct steady_clock {
    using role = clock_role;
    static constexpr auto source = tick_source::steady;
};
/// The scheduler's tick: good to 1 to 10 ms, about 5 ns.
struct coarse_clock {
    using role = clock_role;
    static constexpr auto source = tick_source::coarse;
};
/// One stamp for all rows of a training step, taken by `ct::step()`: the cheapest.
struct step_clock {
    using role = clock_role;
    static constexpr auto source = tick_source::step;
};
static_assert(policy_of<tsc_clock, clock_role> && policy_of<steady_clock, clock_role> &&
              policy_of<coarse_clock, clock_role> && policy_of<step_clock, clock_role>);

namespace detail {
template <class Given>
struct not_a_ring {
    static_assert(accepted<Given>, "a ring has a power of two of bytes, at least 4096");
};
} // namespace detail

/// Bytes of each emitting thread's ring: a power of two, at least 4 KiB. Default 1 MiB.
template <std::size_t Bytes>
struct ring_of {
    using role = ring_role;
    static constexpr bool possible = Bytes >= 4096 && (Bytes & (Bytes - 1)) == 0;
    static constexpr std::size_t bytes = [] {
        if constexpr (!possible) return sizeof(detail::not_a_ring<ring_of>);
        return Bytes;
    }();
};
static_assert(policy_of<ring_of<4096>, ring_role>);

// Whom `ct::emit` reaches.

/// The session hears every thread of the process.
struct attached {
    using role = routing_role;
    static constexpr bool everyone = true;
};
/// The session hears only the threads that are bound to it (`run.bind()`), and `run.emit`.
struct scoped {
    using role = routing_role;
    static constexpr bool everyone = false;
};
static_assert(policy_of<attached, routing_role> && policy_of<scoped, routing_role>);

/// How long stopping may take before what is left is counted `exit_deadline`. Default 2 s.
template <unsigned Milliseconds>
struct exit_within {
    using role = deadline_role;
    static constexpr std::chrono::milliseconds limit{Milliseconds};
};
static_assert(policy_of<exit_within<2000>, deadline_role>);

} // namespace crucible::telemetry
