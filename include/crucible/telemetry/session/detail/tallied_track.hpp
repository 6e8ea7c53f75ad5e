// SPDX-License-Identifier: MIT
#pragma once
// The track of a tallied event: no rows and no table; its accumulators are those of all threads' cells, merged.

#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/session/ledger.hpp>
#include <crucible/telemetry/session/detail/track.hpp>
#include <crucible/telemetry/tally/detail/thread_cells.hpp>

#include <mutex>

namespace crucible::telemetry::detail {

template <class Event, class... Asked, bool Shared, bool Weighted>
class track<watched<tallied_event<Event, Asked...>>, Shared, Weighted> : public untyped_track {
public:
    using event_type = tallied_event<Event, Asked...>;

    template <class Descriptor>
    static constexpr bool reads = (std::same_as<Descriptor, typename Asked::descriptor> || ...);

    track() : untyped_track{schema_of<Event>(), false} {}
};

/// Where the cells of each tallied event of a session lie in a page; 0 for the others.
template <class... Events>
struct page_layout {
    std::array<std::uint32_t, sizeof...(Events)> cells_at{};
    std::uint32_t bytes = sizeof(thread_page);

    consteval page_layout() {
        std::size_t i = 0;
        ((cells_at[i++] = any_tallied_event<Events> ? std::exchange(bytes, bytes + size_of<Events>()) : 0), ...);
    }

    template <class Event>
    static consteval std::uint32_t size_of() {
        if constexpr (any_tallied_event<Event>) return sizeof(tally_cells<Event>);
        else return 0;
    }
};

/// The events of which exporters get rows.
template <class Events, class... Watched>
struct rowed_events {
    using type = Events;
};
template <class... Events, class First, class... Rest>
struct rowed_events<event_list<Events...>, First, Rest...>
    : rowed_events<std::conditional_t<any_tallied_event<typename First::event_type>, event_list<Events...>,
                                      event_list<Events..., typename First::exported_event>>,
                   Rest...> {};

/// Watched as stores see it: without derived measurements.
template <class Watched>
struct as_stored {
    using event_type = typename Watched::event_type;
    using exported_event = event_type;
};

/// The tallied ones among a session's events: read from the pages of its threads.
template <class... Watched>
struct tallies_of {
    using exported = typename rowed_events<event_list<>, Watched...>::type;
    using stored = typename rowed_events<event_list<>, as_stored<Watched>...>::type;
    static constexpr page_layout<typename Watched::event_type...> layout{};
    static constexpr bool any = (any_tallied_event<typename Watched::event_type> || ...);
    static constexpr bool all = (any_tallied_event<typename Watched::event_type> && ...);

    /// Notes in a ledger how many rows were taken; returns how many in all. To take such a row is to record it.
    static std::uint64_t count(ledger& now, inlet& home) {
        std::uint64_t rows = 0;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((rows += count<I, typename Watched::event_type>(now.events[I].of, home)), ...);
        }(std::index_sequence_for<Watched...>{});
        return rows;
    }

    /// The accumulator of a measurement. Pre-condition: the lock is one that all readers and `begin_anew` hold, and no
    /// thread that emits.
    template <class Event, class Descriptor>
    static auto read(inlet& home, std::unique_lock<std::mutex> const&) {
        using cells = tally_cells<Event>;
        constexpr std::size_t place = first_true(
            std::array<bool, sizeof...(Watched)>{std::same_as<Event, typename Watched::event_type>...});
        constexpr std::size_t measurement = cells::template index_of<Descriptor>;
        bool const stuck = home.state.load(std::memory_order_acquire) == inlet_state::forked_child;
        std::uint64_t const epoch = home.page_epoch.load(std::memory_order_relaxed);
        typename cells::template accumulator_of<measurement> merged{};
        for_each_page<Event, place>(home, [&](cells& of_thread) {
            merged += of_thread.template read<measurement>(epoch, stuck, [&] { look_again(home); });
        });
        return merged;
    }

    /// What threads have in their cells counts no more; each clears them before its next row.
    static void begin_anew(inlet& home) noexcept {
        if constexpr (!any) return;
        home.page_epoch.fetch_add(1, std::memory_order_release);
        look_again(home);
    }

private:
    /// Has every thread look after its cells at its next row.
    static void look_again(inlet& home) noexcept {
        home.page_round.fetch_add(1, std::memory_order_release);
        hub_changed();
    }

    template <std::size_t I, class Event>
    static std::uint64_t count(account& of, inlet& home) {
        if constexpr (any_tallied_event<Event>)
            for_each_page<Event, I>(home, [&](tally_cells<Event>& cells) { of.recorded += cells.rows(home.key); });
        return any_tallied_event<Event> ? of.recorded : 0;
    }

    template <class Event, std::size_t I, class F>
    static void for_each_page(inlet& home, F f) {
        for (thread_page* page = home.pages.load(std::memory_order_acquire); page != nullptr; page = page->next)
            f(*reinterpret_cast<tally_cells<Event>*>(page->at(layout.cells_at[I])));
    }
};

} // namespace crucible::telemetry::detail
