// SPDX-License-Identifier: MIT
#pragma once
// The hot path of tallied events: from a record to the thread's own cells in the sessions that listen.
//
//   a thread, known place                 a session reads                    it begins anew, or is outrun
//     generation == what it knew?           epoch == the cells' epoch?         page_epoch += 1 (anew)
//     begun += 1  (several numbers)         ended (acquire), words, begun      page_round += 1, generation += 1
//     words       (release)                 begun == ended? they belong        the thread's next row looks after its
//     ended += 1  (release)                 together; else again               cells: clears them, or makes the copy
//
// Invariants: a word has one writer, its thread. begun - ended is 1 while a row is being taken, else 0. Cells of
// another epoch than the session's read as nothing. A page stays mapped as long as its thread or its session is there.

#include <crucible/telemetry/emit/hub.hpp>
#include <crucible/telemetry/tally/detail/tally_cells.hpp>

namespace crucible::telemetry::detail {

/// The thread's cells of an event. At `generation` its rows go to `only`, which is never null again; at
/// `generation_of_all` to the list that begins with `first`, which may be empty. A signal handler may change them at
/// any time: what is read from it after its generation leads to cells that are right, or were when the row began.
template <any_tallied_event Event>
struct tally_destinations {
    std::uint64_t generation = 0;
    tally_cells<Event>* only = nullptr;
    std::uint64_t generation_of_all = 0;
    tally_cells<Event>* first = nullptr;
};
template <any_tallied_event Event>
inline constinit thread_local tally_destinations<Event> tally_destinations_of{};

/// The same for rows emitted to one session itself: those of the last one, which the cells' round tells.
template <any_tallied_event Event>
struct tally_destination {
    std::uint64_t generation = 0;
    tally_cells<Event>* cells = nullptr;
};
template <any_tallied_event Event>
inline constinit thread_local tally_destination<Event> direct_tally_of{};

/// Keeps loads and stores of this thread in the order that its signal handlers see.
CRUCIBLE_TELEMETRY_FAST_PATH inline void in_order() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

/// A page that an ended thread left in the session, or one of this thread whose session is gone, or a new one.
[[gnu::noinline, gnu::cold]] inline thread_page* find_page(inlet& home) noexcept {
    for (thread_page* page = home.pages.load(std::memory_order_acquire); page != nullptr; page = page->next) {
        bool left = true;
        if (!page->left.compare_exchange_strong(left, false, std::memory_order_acq_rel)) continue;
        page->owners.fetch_add(1, std::memory_order_relaxed);
        page->next_of_thread = std::exchange(this_thread.pages, page);
        return page;
    }
    for (thread_page* page = this_thread.pages; page != nullptr; page = page->next_of_thread) {
        if (page->layout != home.settings.page_layout || page->owners.load(std::memory_order_acquire) != 1) continue;
        page->owners.store(2, std::memory_order_relaxed);
        page->join(home);
        return page;
    }
    thread_page* const made = thread_page::make(home);
    if (made != nullptr) made->next_of_thread = std::exchange(this_thread.pages, made);
    return made;
}

/// The thread's page in a running session. Neither locks nor calls malloc. A thread keeps its pages mapped until it
/// ends, since a signal handler may come here while it interrupts a row on its way into one.
inline thread_page* take_page(inlet& home) noexcept {
    thread_page* page = this_thread.pages;
    while (page != nullptr && page->key != home.key) page = page->next_of_thread;
    if (page == nullptr) page = find_page(home);
    if (page != nullptr && !this_thread.tells_its_end) tell_end();
    return page;
}

/// What a thread finds on the slow path to one session.
struct tally_place {
    std::byte* cells = nullptr; ///< null: out of reach, or refused and counted
    tally_era of{};
    bool lasting = true; ///< holds as long as the hub does not change
};

[[gnu::noinline, gnu::cold]] inline tally_place find_tally(hub_slot& to, connection const& at, std::uint32_t id,
                                                           reach how) noexcept {
    visit const call{to};
    inlet* const home = call.home();
    std::size_t const i = home == nullptr ? 0 : home->find(id);
    if (home == nullptr || i == home->events || !reaches(*home, at, how)) return {};
    inlet_state const state = home->state.load(std::memory_order_acquire);
    thread_page* const page = state == inlet_state::running ? take_page(*home) : nullptr;
    if (page == nullptr) {
        home->refuse(id, state == inlet_state::running ? drop_reason::no_memory : reason_of(state));
        return {.lasting = false};
    }
    std::uint64_t const round = home->page_round.load(std::memory_order_acquire); // before what it stands for
    return {page->at(home->settings.page_layout[i]),
            {home->key, home->page_epoch.load(std::memory_order_acquire), round}};
}

template <any_tallied_event Event>
tally_cells<Event>* cells_in(tally_place const& place) noexcept {
    if (place.cells == nullptr) return nullptr;
    auto* const cells = reinterpret_cast<tally_cells<Event>*>(place.cells);
    cells->look_after(place.of);
    return cells;
}

// The slow paths take rows by value: small ones stay in registers, and who calls needs no frame.

/// Takes a row in the cells of every session within reach, and learns the known.
template <any_tallied_event Event, class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void find_tally_destinations(std::uint64_t mask, record<Event> values) noexcept {
    thread_state& self = this_thread;
    if (self.emitting.load(std::memory_order_relaxed)) return count_reentrant(mask, row_id<Event>);
    emitting const now;
    std::uint64_t const generation = hub_generation.load(std::memory_order_acquire); // before anything it stands for
    mask = listeners<Event>.load(std::memory_order_relaxed); // after it, or a session begun since is never heard of
    tally_cells<Event>* first = nullptr;
    bool lasting = true;
    for (; mask != 0; mask &= mask - 1) {
        auto const i = static_cast<std::size_t>(std::countr_zero(mask));
        tally_place const place = find_tally(hub_slots[i], self.connections[i], row_id<Event>, reach::bus);
        lasting = lasting && place.lasting;
        tally_cells<Event>* const cells = cells_in<Event>(place);
        if (cells == nullptr) continue;
        cells->also = std::exchange(first, cells);
        cells->take(values);
    }
    if (!lasting) return;
    tally_destinations<Event>& known = tally_destinations_of<Event>;
    bool const single = first != nullptr && first->also == nullptr;
    (single ? known.only : known.first) = first;
    in_order();
    (single ? known.generation : known.generation_of_all) = generation;
}

/// The same for one session, whatever this thread is bound to.
template <any_tallied_event Event, class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void find_one_tally(hub_slot& to, std::size_t place, record<Event> values) noexcept {
    thread_state& self = this_thread;
    connection const& at = self.connections[place];
    if (self.emitting.load(std::memory_order_relaxed)) return count_reentrant(to, at, row_id<Event>, reach::direct);
    emitting const now;
    std::uint64_t const generation = hub_generation.load(std::memory_order_acquire);
    tally_cells<Event>* const cells = cells_in<Event>(find_tally(to, at, row_id<Event>, reach::direct));
    if (cells == nullptr) return;
    cells->take(values);
    tally_destination<Event>& known = direct_tally_of<Event>;
    known.generation = 0;
    in_order();
    known.cells = cells;
    in_order();
    known.generation = generation;
}

/// Does it while the thread is marked as emitting, and `refuse()` instead where it is already; cells that nest need no
/// mark.
template <any_tallied_event Event, class Take, class Refuse>
CRUCIBLE_TELEMETRY_FAST_PATH inline void for_this_thread(Take take, Refuse refuse) noexcept {
    if constexpr (tally_cells<Event>::nests) {
        take();
    } else {
        if (this_thread.emitting.load(std::memory_order_relaxed)) [[unlikely]] return refuse();
        emitting const now;
        take();
    }
}

/// A row to several sessions, to none, or not known where. An ordinary call, since it comes last: clang then
/// jumps there, and needs no frame.
template <any_tallied_event Event>
[[gnu::noinline, gnu::cold]] void tally_all(std::uint64_t mask, record<Event> values) noexcept {
    tally_destinations<Event> const& known = tally_destinations_of<Event>;
    if (known.generation_of_all != hub_generation.load(std::memory_order_relaxed))
        return find_tally_destinations(mask, values);
    in_order();
    for_this_thread<Event>([&] { for (auto* c = known.first; c != nullptr; c = c->also) c->take(values); },
                           [&] { count_reentrant(mask, row_id<Event>); });
}

/// A row to every session that listens and that this thread can reach.
template <any_tallied_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void tally(std::uint64_t mask, record<Event> const& values) noexcept {
    if (tally_destinations_of<Event>.generation != hub_generation.load(std::memory_order_relaxed)) [[unlikely]]
        return tally_all(mask, values);
    in_order();
    for_this_thread<Event>([&]() CRUCIBLE_TELEMETRY_FAST_PATH { tally_destinations_of<Event>.only->take(values); },
                           [&] { count_reentrant(mask, row_id<Event>); });
}

/// A row to one session.
template <any_tallied_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void tally_to(hub_slot& to, std::size_t place, inlet const& home,
                                            record<Event> const& values) noexcept {
    tally_destination<Event> const& known = direct_tally_of<Event>;
    if (known.generation != hub_generation.load(std::memory_order_relaxed)) [[unlikely]]
        return find_one_tally(to, place, values);
    in_order();
    tally_cells<Event>* const cells = known.cells;
    if (cells->round() != home.page_round.load(std::memory_order_relaxed) ||
        to.key.load(std::memory_order_relaxed) != home.key) [[unlikely]]
        return find_one_tally(to, place, values);
    for_this_thread<Event>([&]() CRUCIBLE_TELEMETRY_FAST_PATH { cells->take(values); },
                           [&] { count_reentrant(to, this_thread.connections[place], row_id<Event>, reach::direct); });
}

} // namespace crucible::telemetry::detail
