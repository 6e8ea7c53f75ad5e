// SPDX-License-Identifier: MIT
#pragma once
// Who may be reached: the slots in which sessions are, and each thread's connections to them. All of it is immortal
// (constant-initialised, never destroyed), so that emission is safe before, during and after every session and
// destructor.
//
//   a session opens                                     a thread emits
//     slot.home = inlet       (seq_cst, once)             generation == what it knew?  then its rings are right
//     listeners |= bit                                    else, for each bit of listeners:
//     slot.key = inlet.key    (release)                     connection.key == slot.key?  then its ring is right
//     generation += 1         (release)                     else, announced in slot.visitors: look at slot.home
//   it pauses, stops, is left behind by fork            a thread ends, or finds that a session has
//     inlet.state, slot.key = closed, generation += 1     generation += 1 (an end), its rings go to their sessions
//   it goes
//     slot.home = null        (seq_cst)
//     waits until slot.visitors == 0 (seq_cst), then lets go of its share of the inlet
//
// Invariants: who reads slot.home announced itself before; an inlet lives while anybody has a share (the session, each
// ring). What a thread knows of an event is read after the generation that it is kept under, so it is never newer than
// that says. A key is never used twice.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/emit/detail/producer.hpp>
#include <crucible/telemetry/emit/detail/thread_page.hpp>

#include <array>
#include <bit>
#include <csignal>
#include <pthread.h>

namespace crucible::telemetry {

/// How many sessions of one copy of the hub can run at once.
inline constexpr std::size_t most_sessions = 64;

namespace detail {

/// A session's place in the hub. Threads compare `key` with the one they were given: a session that pauses, stops or
/// is left behind by fork closes its slot, and every thread then takes the slow path, which counts.
struct hub_slot {
    std::atomic<std::uint64_t> key{closed};
    std::atomic<inlet*> home{nullptr};
    std::atomic<std::uint32_t> visitors{0}; ///< threads on the slow path; `home` stays while there are any

    static constexpr std::uint64_t closed = 0;
};

/// A thread's connection to the session of one slot.
struct connection {
    std::uint64_t key = ~std::uint64_t{0};
    producer* direct = nullptr; ///< for rows emitted to the session itself
    producer* bus = nullptr;    ///< for rows emitted to everyone: `direct` where the thread is within reach, else null
    std::uint32_t bound = 0;    ///< scopes of this thread that bind it to the session
    bool starved = false;       ///< within reach, but there was no ring to be had: each row is to be counted
};

struct thread_state {
    std::atomic<bool> emitting{false};
    bool tells_its_end = false; ///< the hub is told when this thread ends
    stamp step = 0;             ///< the stamp of the thread's current step; 0: none was begun
    thread_page* pages = nullptr;
    std::array<connection, most_sessions> connections{};
    std::uint64_t ends_seen = 0; ///< of sessions
    stamp map_again_at = 0;      ///< by the coarse clock: the kernel had no memory, and is not asked before
    stamp map_pause = 0;
};

// Default visibility: shared libraries and the program then share one hub wherever the linker lets them. Nothing rests
// on it: a session can be emitted to from any copy of the hub, since inlets know their slot and connections their key.
[[gnu::visibility("default")]] inline constinit std::array<hub_slot, most_sessions> hub_slots{};
[[gnu::visibility("default")]] inline constinit thread_local thread_state this_thread{};

/// Grows with every change of who may be reached: sessions that open, close or leave, scopes that begin or end. What a
/// thread has found out about an event holds as long as it stays.
[[gnu::visibility("default")]] inline constinit std::atomic<std::uint64_t> hub_generation{1};
/// How many sessions have ended.
[[gnu::visibility("default")]] inline constinit std::atomic<std::uint64_t> hub_ends{0};

inline void hub_changed() noexcept { hub_generation.fetch_add(1, std::memory_order_release); }

/// Bit i: the session in slot i listens to the event of this schema hash. By hash, not by type: the descriptors in an
/// event's type may be hidden in a shared library, which would then have listeners of its own.
template <std::uint64_t Hash>
[[gnu::visibility("default")]] inline constinit std::atomic<std::uint64_t> listeners_of{0};

template <any_event Event>
inline constexpr auto& listeners = listeners_of<schema_hash<Event>>;

enum class reach : unsigned char { direct, bus };

/// Marks the thread as emitting; what a signal handler emits meanwhile is counted, not written. (It holds nothing: a
/// reference would have to be kept in memory over calls.)
class emitting {
public:
    CRUCIBLE_TELEMETRY_FAST_PATH emitting() noexcept {
        this_thread.emitting.store(true, std::memory_order_relaxed);
        std::atomic_signal_fence(std::memory_order_seq_cst);
    }
    CRUCIBLE_TELEMETRY_FAST_PATH ~emitting() {
        std::atomic_signal_fence(std::memory_order_seq_cst);
        this_thread.emitting.store(false, std::memory_order_relaxed);
    }
    emitting(emitting const&) = delete;
    emitting& operator=(emitting const&) = delete;
};

/// While it lives, what a signal handler emits in this thread is counted, not written: connections are being changed.
class changing_connections {
public:
    changing_connections() noexcept : before_{this_thread.emitting.exchange(true, std::memory_order_relaxed)} {
        std::atomic_signal_fence(std::memory_order_seq_cst);
    }
    ~changing_connections() {
        std::atomic_signal_fence(std::memory_order_seq_cst);
        this_thread.emitting.store(before_, std::memory_order_relaxed);
    }
    changing_connections(changing_connections const&) = delete;
    changing_connections& operator=(changing_connections const&) = delete;

private:
    bool const before_;
};

/// Ends a thread's part in a session: the worker drains what is left. Pre-condition: the hub has changed, or will.
inline void give_up_ring(connection& at) noexcept {
    at.bus = nullptr;
    if (producer* const mine = std::exchange(at.direct, nullptr)) mine->leave();
}

/// Gives up the rings of sessions that have ended since this was done last.
[[gnu::noinline, gnu::cold]] inline void leave_ended() noexcept {
    this_thread.ends_seen = hub_ends.load(std::memory_order_acquire);
    for (connection& at : this_thread.connections)
        if (at.direct != nullptr && at.direct->home->has_ended()) give_up_ring(at);
}

inline void leave_all(void*) noexcept {
    changing_connections const now;
    hub_changed(); // what it knows leads to what it gives up, and its handlers and last destructors may still emit
    for (connection& at : this_thread.connections) {
        give_up_ring(at);
        at = {};
    }
    leave_pages(this_thread.pages);
    this_thread.tells_its_end = false;
}

/// Has `leave_all` called when this thread ends. Keys, not a thread_local destructor: registering one calls malloc.
inline void tell_end() noexcept {
    static constinit std::atomic<std::uint64_t> key_plus_one{0};
    std::uint64_t key = key_plus_one.load(std::memory_order_acquire);
    if (key == 0) {
        pthread_key_t made{};
        if (::pthread_key_create(&made, &leave_all) != 0) return;
        if (key_plus_one.compare_exchange_strong(key, std::uint64_t{made} + 1)) key = std::uint64_t{made} + 1;
        else ::pthread_key_delete(made);
    }
    this_thread.tells_its_end = ::pthread_setspecific(static_cast<pthread_key_t>(key - 1), &this_thread) == 0;
}

/// A ring in this session. While the kernel has no memory it is asked again after 1 ms, 2 ms and so on up to 128 ms.
inline producer::made make_ring(inlet& home) noexcept {
    constexpr stamp shortest = 1'000'000, longest = 128 * shortest;
    thread_state& self = this_thread;
    stamp const now = self.map_pause == 0 ? 0 : read_coarse();
    bool const try_kernel = now >= self.map_again_at || self.map_pause == 0;
    producer::made const ring = producer::make(&home, try_kernel);
    if (ring.by != nullptr) self.map_pause = 0;
    else if (try_kernel && ring.why == drop_reason::no_memory) {
        self.map_pause = clamped(2 * self.map_pause, shortest, longest);
        self.map_again_at = read_coarse() + self.map_pause;
    }
    return ring;
}

/// Connects the thread to a running session; why it has no ring, if it has none. Neither locks nor calls malloc: it may
/// run in a signal handler.
inline drop_reason connect(connection& at, inlet& home, bool with_ring) noexcept {
    if (at.key != home.key) {
        give_up_ring(at);
        at = {};
        at.key = home.key;
    }
    drop_reason why{};
    if (with_ring && at.direct == nullptr) {
        producer::made const ring = make_ring(home);
        at.direct = ring.by;
        why = ring.why;
    }
    at.starved = with_ring && at.direct == nullptr;
    at.bus = home.settings.attached || at.bound != 0 ? at.direct : nullptr;
    if (at.direct != nullptr && !this_thread.tells_its_end) tell_end();
    return why;
}

/// An inlet that stays while this object lives; null when the slot is empty.
class visit {
public:
    explicit visit(hub_slot& to) noexcept : to_{to} {
        to_.visitors.fetch_add(1, std::memory_order_seq_cst);
        home_ = to_.home.load(std::memory_order_seq_cst);
    }
    ~visit() { to_.visitors.fetch_sub(1, std::memory_order_release); }
    visit(visit const&) = delete;
    visit& operator=(visit const&) = delete;

    [[nodiscard]] inlet* home() const noexcept { return home_; }

private:
    hub_slot& to_;
    inlet* home_;
};

constexpr drop_reason reason_of(inlet_state state) {
    switch (state) {
    case inlet_state::paused: return drop_reason::paused;
    case inlet_state::forked_child: return drop_reason::forked_child;
    default: return drop_reason::stopped;
    }
}

inline bool reaches(inlet const& home, connection const& at, reach how) noexcept {
    return how == reach::direct || home.settings.attached || (at.key == home.key && at.bound != 0);
}

/// Whether a slot is one of another copy of the hub, as in a plugin of a program that does not export its symbols.
inline bool is_elsewhere(hub_slot const& slot) noexcept {
    auto const address = [](hub_slot const* of) { return reinterpret_cast<std::uintptr_t>(of); };
    return address(&slot) - address(hub_slots.data()) >= sizeof hub_slots; // modulo 2^64 in front of them
}

/// The slow path: a thread's first row to a session, or a row to one that does not take rows now.
/// Returns where to write; nullptr when there is nothing to write (and what was refused is counted).
[[gnu::noinline, gnu::cold]] inline producer* enter(hub_slot& to, connection& at, std::uint32_t id,
                                                    reach how) noexcept {
    visit const call{to};
    inlet* const home = call.home();
    if (home == nullptr || home->find(id) == home->events) return nullptr;
    if (is_elsewhere(to)) home->other_hub.store(true, std::memory_order_relaxed);
    bool const within_reach = reaches(*home, at, how);
    inlet_state const state = home->state.load(std::memory_order_acquire);
    if (state != inlet_state::running) {
        if (within_reach) home->refuse(id, reason_of(state));
        return nullptr;
    }
    drop_reason const why = connect(at, *home, within_reach);
    if (at.starved) home->refuse(id, why);
    return how == reach::bus ? at.bus : at.direct;
}

[[gnu::noinline, gnu::cold]] inline void count_reentrant(hub_slot& to, connection const& at, std::uint32_t id,
                                                         reach how) noexcept {
    visit const call{to};
    if (inlet* const home = call.home(); home != nullptr && reaches(*home, at, how))
        home->refuse(id, drop_reason::reentrant);
}

template <class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void count_reentrant(std::uint64_t mask, std::uint32_t id) noexcept {
    for (; mask != 0; mask &= mask - 1) {
        auto const i = static_cast<std::size_t>(std::countr_zero(mask));
        count_reentrant(hub_slots[i], this_thread.connections[i], id, reach::bus);
    }
}

/// Where this thread's rows to one session go; null when none may be written (and what is refused is counted).
CRUCIBLE_TELEMETRY_FAST_PATH inline producer* find(hub_slot& to, connection& at, std::uint32_t id, reach how) noexcept {
    producer* const by = how == reach::bus ? at.bus : at.direct;
    bool const closed = at.key != to.key.load(std::memory_order_relaxed);
    if (closed || (by == nullptr && (how == reach::direct || at.starved))) [[unlikely]]
        return enter(to, at, id, how);
    return by;
}

} // namespace detail
} // namespace crucible::telemetry
