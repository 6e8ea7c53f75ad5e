// SPDX-License-Identifier: MIT
#pragma once
// The hot path of tallied events: from a record to the thread's own cells in the sessions that listen.

#include <crucible/telemetry/emit/hub.hpp>
#include <crucible/telemetry/tally/detail/tally_cells.hpp>

namespace crucible::telemetry::detail {

/// The thread's cells of an event. At `generation` its rows go to `only`, which is never null again; at
/// `generation_of_all` to the list that begins with `first`, which may be empty. A signal handler may change a way at
/// any time: what is read from it after its generation leads to cells that are right, or were when the row began.
template <any_tallied_event Event>
struct tally_way {
    std::uint64_t generation = 0;
    tally_cells<Event>* only = nullptr;
    std::uint64_t generation_of_all = 0;
    tally_cells<Event>* first = nullptr;
};
template <any_tallied_event Event>
inline constinit thread_local tally_way<Event> way_to_tally{};

/// The same for rows emitted to one session itself: those of the last one, which the cells' round tells.
template <any_tallied_event Event>
struct direct_tally {
    std::uint64_t generation = 0;
    tally_cells<Event>* cells = nullptr;
};
template <any_tallied_event Event>
inline constinit thread_local direct_tally<Event> way_to_one_tally{};

/// Keeps loads and stores of this thread in the order that its signal handlers see.
CRUCIBLE_TELEMETRY_FAST_PATH inline void in_order() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

/// A page that an ended thread left in the session, or one of this thread whose session is gone, or a new one.
[[gnu::noinline, gnu::cold]] inline tally_page* find_page(station& home) noexcept {
    for (tally_page* page = home.pages.load(std::memory_order_acquire); page != nullptr; page = page->next) {
        bool left = true;
        if (!page->left.compare_exchange_strong(left, false, std::memory_order_acq_rel)) continue;
        page->owners.fetch_add(1, std::memory_order_relaxed);
        page->next_of_thread = std::exchange(this_thread.pages, page);
        return page;
    }
    for (tally_page* page = this_thread.pages; page != nullptr; page = page->next_of_thread) {
        if (page->cells_at != home.settings.cells_at || page->owners.load(std::memory_order_acquire) != 1) continue;
        page->owners.store(2, std::memory_order_relaxed);
        page->join(home);
        return page;
    }
    tally_page* const made = tally_page::make(home);
    if (made != nullptr) made->next_of_thread = std::exchange(this_thread.pages, made);
    return made;
}

/// The thread's page in a running session. Neither locks nor calls malloc. A thread keeps its pages mapped until it
/// ends, since a signal handler may come here while it interrupts a row on its way into one.
inline tally_page* take_page(station& home) noexcept {
    tally_page* page = this_thread.pages;
    while (page != nullptr && page->pass != home.pass) page = page->next_of_thread;
    if (page == nullptr) page = find_page(home);
    if (page != nullptr && !this_thread.leaves_notice) leave_notice();
    return page;
}

/// What a thread finds on the slow path to one session.
struct tally_place {
    std::byte* cells = nullptr; ///< null: out of reach, or refused and counted
    tally_era of{};
    bool lasting = true; ///< holds as long as the hub does not change
};

[[gnu::noinline, gnu::cold]] inline tally_place find_tally(hub_slot& to, seat const& at, std::uint32_t id,
                                                           reach how) noexcept {
    visit const call{to};
    station* const home = call.home();
    std::size_t const i = home == nullptr ? 0 : home->find(id);
    if (home == nullptr || i == home->events || !reaches(*home, at, how)) return {};
    station_state const state = home->state.load(std::memory_order_acquire);
    tally_page* const page = state == station_state::running ? take_page(*home) : nullptr;
    if (page == nullptr) {
        home->refuse(id, state == station_state::running ? drop_reason::no_memory : reason_of(state));
        return {.lasting = false};
    }
    std::uint64_t const round = home->tally_round.load(std::memory_order_acquire); // before what it stands for
    return {page->at(home->settings.cells_at[i]),
            {home->pass, home->tally_epoch.load(std::memory_order_acquire), round}};
}

template <any_tallied_event Event>
tally_cells<Event>* cells_in(tally_place const& place) noexcept {
    if (place.cells == nullptr) return nullptr;
    auto* const cells = reinterpret_cast<tally_cells<Event>*>(place.cells);
    cells->look_after(place.of);
    return cells;
}

// The slow paths take rows by value: small ones stay in registers, and who calls needs no frame.

/// Takes a row in the cells of every session within reach, and learns the way.
template <any_tallied_event Event, class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void explore_tally(std::uint64_t mask, record<Event> values) noexcept {
    thread_state& self = this_thread;
    if (self.emitting.load(std::memory_order_relaxed)) return count_reentrant(mask, row_id<Event>);
    emitting const now;
    std::uint64_t const generation = hub_generation.load(std::memory_order_acquire); // before anything it stands for
    mask = listeners<Event>.load(std::memory_order_relaxed); // after it, or a session begun since is never heard of
    tally_cells<Event>* first = nullptr;
    bool lasting = true;
    for (; mask != 0; mask &= mask - 1) {
        auto const i = static_cast<std::size_t>(std::countr_zero(mask));
        tally_place const place = find_tally(hub_slots[i], self.seats[i], row_id<Event>, reach::bus);
        lasting = lasting && place.lasting;
        tally_cells<Event>* const cells = cells_in<Event>(place);
        if (cells == nullptr) continue;
        cells->also = std::exchange(first, cells);
        cells->take(values);
    }
    if (!lasting) return;
    tally_way<Event>& way = way_to_tally<Event>;
    bool const single = first != nullptr && first->also == nullptr;
    (single ? way.only : way.first) = first;
    in_order();
    (single ? way.generation : way.generation_of_all) = generation;
}

/// The same for one session, whatever this thread is bound to.
template <any_tallied_event Event, class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void explore_one_tally(hub_slot& to, std::size_t place, record<Event> values) noexcept {
    thread_state& self = this_thread;
    seat const& at = self.seats[place];
    if (self.emitting.load(std::memory_order_relaxed)) return count_reentrant(to, at, row_id<Event>, reach::direct);
    emitting const now;
    std::uint64_t const generation = hub_generation.load(std::memory_order_acquire);
    tally_cells<Event>* const cells = cells_in<Event>(find_tally(to, at, row_id<Event>, reach::direct));
    if (cells == nullptr) return;
    cells->take(values);
    direct_tally<Event>& way = way_to_one_tally<Event>;
    way.generation = 0;
    in_order();
    way.cells = cells;
    in_order();
    way.generation = generation;
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

/// A row to several sessions, to none, or on a way that is not known. An ordinary call, since it comes last: clang then
/// jumps there, and needs no frame.
template <any_tallied_event Event>
[[gnu::noinline, gnu::cold]] void tally_all(std::uint64_t mask, record<Event> values) noexcept {
    tally_way<Event> const& way = way_to_tally<Event>;
    if (way.generation_of_all != hub_generation.load(std::memory_order_relaxed)) return explore_tally(mask, values);
    in_order();
    for_this_thread<Event>([&] { for (auto* c = way.first; c != nullptr; c = c->also) c->take(values); },
                           [&] { count_reentrant(mask, row_id<Event>); });
}

/// A row to every session that listens and that this thread can reach.
template <any_tallied_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void tally(std::uint64_t mask, record<Event> const& values) noexcept {
    if (way_to_tally<Event>.generation != hub_generation.load(std::memory_order_relaxed)) [[unlikely]]
        return tally_all(mask, values);
    in_order();
    for_this_thread<Event>([&]() CRUCIBLE_TELEMETRY_FAST_PATH { way_to_tally<Event>.only->take(values); },
                           [&] { count_reentrant(mask, row_id<Event>); });
}

/// A row to one session.
template <any_tallied_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void tally_to(hub_slot& to, std::size_t place, station const& home,
                                            record<Event> const& values) noexcept {
    direct_tally<Event> const& way = way_to_one_tally<Event>;
    if (way.generation != hub_generation.load(std::memory_order_relaxed)) [[unlikely]]
        return explore_one_tally(to, place, values);
    in_order();
    tally_cells<Event>* const cells = way.cells;
    if (cells->round() != home.tally_round.load(std::memory_order_relaxed) ||
        to.pass.load(std::memory_order_relaxed) != home.pass) [[unlikely]]
        return explore_one_tally(to, place, values);
    for_this_thread<Event>([&]() CRUCIBLE_TELEMETRY_FAST_PATH { cells->take(values); },
                           [&] { count_reentrant(to, this_thread.seats[place], row_id<Event>, reach::direct); });
}

} // namespace crucible::telemetry::detail
