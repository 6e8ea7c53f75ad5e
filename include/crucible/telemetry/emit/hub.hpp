// SPDX-License-Identifier: MIT
#pragma once
// The hub: who listens to which event, and each thread's ways into the sessions. All of it is immortal (constant
// initialised, never destroyed), so that emission is safe before, during and after every session and destructor.

#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/emit/detail/tally_page.hpp>

#include <array>
#include <bit>
#include <csignal>
#include <pthread.h>

namespace crucible::telemetry {

/// How many sessions of one copy of the hub can run at once.
inline constexpr std::size_t most_sessions = 64;

namespace detail {

/// A session's place in the hub. Threads compare `pass` with the one they were given: a session that pauses, stops or
/// is left behind by fork closes its slot, and every thread then takes the slow path, which counts.
struct hub_slot {
    std::atomic<std::uint64_t> pass{closed};
    std::atomic<station*> home{nullptr};
    std::atomic<std::uint32_t> visitors{0}; ///< threads on the slow path; `home` stays while there are any

    static constexpr std::uint64_t closed = 0;
};

/// A thread's way into the session of one slot.
struct seat {
    std::uint64_t pass = ~std::uint64_t{0};
    producer* direct = nullptr; ///< for rows emitted to the session itself
    producer* bus = nullptr;    ///< for rows emitted to everyone: `direct` where the thread is within reach, else null
    std::uint32_t bound = 0;    ///< scopes of this thread that bind it to the session
    bool starved = false;       ///< within reach, but there was no memory for a ring: each row is to be counted
};

struct thread_state {
    std::atomic<bool> emitting{false};
    bool leaves_notice = false; ///< the hub is told when this thread ends
    stamp step = 0;             ///< the stamp of the thread's current step; 0: none was begun
    tally_page* pages = nullptr;
    std::array<seat, most_sessions> seats{};
};

// Default visibility: shared libraries and the program then share one hub wherever the linker lets them. Nothing rests
// on it: a session can be emitted to from any copy of the hub, since stations know their slot and seats know their
// pass.
[[gnu::visibility("default")]] inline constinit std::array<hub_slot, most_sessions> hub_slots{};
[[gnu::visibility("default")]] inline constinit thread_local thread_state this_thread{};

/// Grows with every change of who may be reached: sessions that open, close or leave, scopes that begin or end. What a
/// thread has found out about an event holds as long as it stays.
[[gnu::visibility("default")]] inline constinit std::atomic<std::uint64_t> hub_generation{1};

inline void hub_changed() noexcept { hub_generation.fetch_add(1, std::memory_order_release); }

/// The one producer that a thread's rows of an event go to, and how it takes them; null: none is within reach.
struct known_way {
    std::uint64_t generation = 0;
    producer* only = nullptr;
    manner how = manner::other; ///< `other` when there is none
};

template <any_event Event>
inline constinit thread_local known_way way{};

/// Bit i: the session in slot i listens to the event of this schema hash. By hash, not by type: the descriptors in an
/// event's type may be hidden in a shared library, which would then have listeners of its own.
template <std::uint64_t Hash>
[[gnu::visibility("default")]] inline constinit std::atomic<std::uint64_t> listeners_of{0};

template <any_event Event>
inline constexpr auto& listeners = listeners_of<schema_hash<Event>>;

enum class reach : unsigned char { direct, bus };

/// Ends a thread's part in a session: the worker drains what is left. Pre-condition: the hub has changed, or will.
inline void leave(seat& at) noexcept {
    if (at.direct == nullptr) return;
    at.direct->done.store(true, std::memory_order_release);
    at.direct->release();
    at = {};
}

/// While it lives, what a signal handler emits in this thread is counted, not written: seats are being changed.
class changing_seats {
public:
    changing_seats() noexcept : before_{this_thread.emitting.exchange(true, std::memory_order_relaxed)} {
        std::atomic_signal_fence(std::memory_order_seq_cst);
    }
    ~changing_seats() {
        std::atomic_signal_fence(std::memory_order_seq_cst);
        this_thread.emitting.store(before_, std::memory_order_relaxed);
    }
    changing_seats(changing_seats const&) = delete;
    changing_seats& operator=(changing_seats const&) = delete;

private:
    bool const before_;
};

inline void leave_all(void*) noexcept {
    changing_seats const now;
    hub_changed(); // what it knows leads to what it gives up, and its handlers and last destructors may still emit
    for (seat& at : this_thread.seats) leave(at);
    leave_pages(this_thread.pages);
    this_thread.leaves_notice = false;
}

/// Has `leave_all` called when this thread ends. Keys, not a thread_local destructor: registering one calls malloc.
inline void leave_notice() noexcept {
    static constinit std::atomic<std::uint64_t> key_plus_one{0};
    std::uint64_t key = key_plus_one.load(std::memory_order_acquire);
    if (key == 0) {
        pthread_key_t made{};
        if (::pthread_key_create(&made, &leave_all) != 0) return;
        if (key_plus_one.compare_exchange_strong(key, std::uint64_t{made} + 1)) key = std::uint64_t{made} + 1;
        else ::pthread_key_delete(made);
    }
    this_thread.leaves_notice = ::pthread_setspecific(static_cast<pthread_key_t>(key - 1), &this_thread) == 0;
}

/// Gives the thread a seat in a running session. Neither locks nor calls malloc: it may run in a signal handler.
inline void take_seat(seat& at, station& home, bool with_ring) noexcept {
    if (at.pass != home.pass) {
        leave(at);
        at = {};
        at.pass = home.pass;
    }
    if (with_ring && at.direct == nullptr) at.direct = producer::make(&home);
    at.bus = home.settings.attached || at.bound != 0 ? at.direct : nullptr;
    if (at.direct != nullptr && !this_thread.leaves_notice) leave_notice();
}

/// A station that stays while this object lives; null when the slot is empty.
class visit {
public:
    explicit visit(hub_slot& to) noexcept : to_{to} {
        to_.visitors.fetch_add(1, std::memory_order_seq_cst);
        home_ = to_.home.load(std::memory_order_seq_cst);
    }
    ~visit() { to_.visitors.fetch_sub(1, std::memory_order_release); }
    visit(visit const&) = delete;
    visit& operator=(visit const&) = delete;

    [[nodiscard]] station* home() const noexcept { return home_; }

private:
    hub_slot& to_;
    station* home_;
};

constexpr drop_reason reason_of(station_state state) {
    switch (state) {
    case station_state::paused: return drop_reason::paused;
    case station_state::forked_child: return drop_reason::forked_child;
    default: return drop_reason::stopped;
    }
}

inline bool reaches(station const& home, seat const& at, reach how) noexcept {
    return how == reach::direct || home.settings.attached || (at.pass == home.pass && at.bound != 0);
}

/// The slow path: a thread's first row to a session, or a row to one that does not take rows now.
/// Returns where to write; nullptr when there is nothing to write (and what was refused is counted).
[[gnu::noinline, gnu::cold]] inline producer* enter(hub_slot& to, seat& at, std::uint32_t id, reach how) noexcept {
    visit const call{to};
    station* const home = call.home();
    if (home == nullptr || home->find(id) == home->events) return nullptr;
    bool const within_reach = reaches(*home, at, how);
    station_state const state = home->state.load(std::memory_order_acquire);
    if (state != station_state::running) {
        if (within_reach) home->refuse(id, reason_of(state));
        return nullptr;
    }
    take_seat(at, *home, within_reach);
    at.starved = within_reach && at.direct == nullptr;
    if (at.starved) home->refuse(id, drop_reason::no_memory);
    return how == reach::bus ? at.bus : at.direct;
}

[[gnu::noinline, gnu::cold]] inline void count_reentrant(hub_slot& to, seat const& at, std::uint32_t id,
                                                         reach how) noexcept {
    visit const call{to};
    if (station* const home = call.home(); home != nullptr && reaches(*home, at, how))
        home->refuse(id, drop_reason::reentrant);
}

template <class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void count_reentrant(std::uint64_t mask, std::uint32_t id) noexcept {
    for (; mask != 0; mask &= mask - 1) {
        auto const i = static_cast<std::size_t>(std::countr_zero(mask));
        count_reentrant(hub_slots[i], this_thread.seats[i], id, reach::bus);
    }
}

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

/// Where this thread's rows to one session go; null when none may be written (and what is refused is counted).
CRUCIBLE_TELEMETRY_FAST_PATH inline producer* find(hub_slot& to, seat& at, std::uint32_t id, reach how) noexcept {
    producer* const by = how == reach::bus ? at.bus : at.direct;
    bool const closed = at.pass != to.pass.load(std::memory_order_relaxed);
    if (closed || (by == nullptr && (how == reach::direct || at.starved))) [[unlikely]] return enter(to, at, id, how);
    return by;
}

/// Writes a row to all sessions within reach, and learns the way when there is just one.
template <any_event Event, class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void explore(record<Event> const& values) noexcept {
    std::uint64_t const generation = hub_generation.load(std::memory_order_acquire); // before anything it stands for
    known_way found{generation};
    bool simple = true;
    for (std::uint64_t mask = listeners<Event>.load(std::memory_order_relaxed); mask != 0; mask &= mask - 1) {
        auto const i = static_cast<std::size_t>(std::countr_zero(mask));
        seat& at = this_thread.seats[i];
        producer* const to = find(hub_slots[i], at, row_id<Event>, reach::bus);
        bool const open = at.pass == hub_slots[i].pass.load(std::memory_order_relaxed) && !at.starved;
        // Null means out of reach, and is worth remembering; or refused, and is not, even if the session is open again
        // by now: the generation that tells of it may be yet to come.
        simple = simple && open && (to == nullptr ? at.bus == nullptr : found.only == nullptr);
        if (to == nullptr) continue;
        to->write_slowly(this_thread.step, values);
        found.only = to, found.how = to->how;
    }
    if (simple) way<Event> = found;
}

/// Writes a row to every session that listens and that this thread can reach.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void broadcast(std::uint64_t mask, record<Event> const& values) noexcept {
    thread_state& self = this_thread;
    if (self.emitting.load(std::memory_order_relaxed)) [[unlikely]] return count_reentrant(mask, row_id<Event>);
    emitting const now;
    known_way const known = way<Event>;
    if (known.generation != hub_generation.load(std::memory_order_relaxed)) [[unlikely]] {
        record<Event> const in_memory = narrow_copy(values); // as in producer::write_copy_slowly
        explore(in_memory);
    } else if (known.only != nullptr) known.only->write(known.how, self.step, values);
}

/// Writes a row to the session of one slot, whatever this thread is bound to.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void send(hub_slot& to, std::size_t place, record<Event> const& values) noexcept {
    thread_state& self = this_thread;
    if (self.emitting.load(std::memory_order_relaxed)) [[unlikely]]
        return count_reentrant(to, self.seats[place], row_id<Event>, reach::direct);
    emitting const now;
    if (producer* const by = find(to, self.seats[place], row_id<Event>, reach::direct))
        by->write(by->how, self.step, in_context(values));
}

} // namespace detail
} // namespace crucible::telemetry
