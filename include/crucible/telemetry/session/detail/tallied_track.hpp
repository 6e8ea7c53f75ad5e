// SPDX-License-Identifier: MIT
#pragma once
// The track of a tallied event: no rows and no table; its accumulators are those of all threads' cells, merged.

#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/session/ledger.hpp>
#include <crucible/telemetry/session/detail/track.hpp>
#include <crucible/telemetry/tally/detail/routes.hpp>

#include <mutex>

namespace crucible::telemetry::detail {

/// What the engine does with the rows of other tracks is nothing here.
template <class Event, class... Asked, class Storage, bool Shared>
struct track<watched<tallied_event<Event, Asked...>>, Storage, Shared> {
    using event_type = tallied_event<Event, Asked...>;
    static constexpr std::string_view name = Event::name;

    template <class D>
    static constexpr bool reads = (std::same_as<D, typename Asked::descriptor> || ...);

    account settled{};
    static constexpr std::uint64_t unmeasured = 0;
    std::array<row<event_type>, 0> batch{};
    bool stored = true;

    void begin_batch(std::size_t) noexcept {}
    void store() noexcept {}
    void settle() noexcept {}
    void reset() noexcept {} // pages are all of one epoch, which ends once

    struct {
        void clear() noexcept {}
    } table{};
};

/// Of a track: whether rows come to it.
template <class Track>
inline constexpr bool keeps_rows = !any_tallied_event<typename Track::event_type>;

/// Where the cells of each tallied event of a session lie in a page; 0 for the others.
template <class... Events>
struct page_layout {
    std::array<std::uint32_t, sizeof...(Events)> cells_at{};
    std::uint32_t bytes = sizeof(tally_page);

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

/// The tallied ones among a session's events: read from the pages of its threads.
template <class... Watched>
struct tallies_of {
    using exported = typename rowed_events<event_list<>, Watched...>::type;
    static constexpr page_layout<typename Watched::event_type...> layout{};
    static constexpr bool any = (any_tallied_event<typename Watched::event_type> || ...);
    static constexpr bool all = (any_tallied_event<typename Watched::event_type> && ...);

    /// Notes in a ledger how many rows were taken; returns how many in all. To take such a row is to record it.
    static std::uint64_t count(ledger& now, station& home) {
        std::uint64_t rows = 0;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((rows += count<I, typename Watched::event_type>(now.events[I].of, home)), ...);
        }(std::index_sequence_for<Watched...>{});
        return rows;
    }

    /// The accumulator of a measurement. Pre-condition: the lock is one that all readers and `begin_anew` hold, and no
    /// thread that emits.
    template <class Event, class D>
    static auto read(station& home, std::unique_lock<std::mutex> const&) {
        using cells = tally_cells<Event>;
        constexpr std::size_t place = first_true(std::array{std::same_as<Event, typename Watched::event_type>...});
        constexpr std::size_t measurement = cells::template index_of<D>;
        bool const stuck = home.state.load(std::memory_order_acquire) == station_state::forked_child;
        std::uint64_t const epoch = home.tally_epoch.load(std::memory_order_relaxed);
        typename cells::template accumulator_of<measurement> merged{};
        for_each_page<Event, place>(home, [&](cells& of_thread) {
            merged += of_thread.template read<measurement>(epoch, stuck, [&] { look_again(home); });
        });
        return merged;
    }

    /// What threads have in their cells counts no more; each clears them before its next row.
    static void begin_anew(station& home) noexcept {
        if constexpr (!any) return;
        home.tally_epoch.fetch_add(1, std::memory_order_release);
        look_again(home);
    }

    /// The rows of each event that is not tallied, as a tuple.
    template <class Engine>
    static auto rows_of_others(Engine const& from) {
        auto const of = [&]<class Event>(std::type_identity<Event>) {
            if constexpr (any_tallied_event<Event>) return std::tuple{};
            else return std::tuple{from.template rows<Event>()};
        };
        return std::tuple_cat(of(std::type_identity<typename Watched::event_type>{})...);
    }

private:
    /// Has every thread look after its cells at its next row.
    static void look_again(station& home) noexcept {
        home.tally_round.fetch_add(1, std::memory_order_release);
        hub_changed();
    }

    template <std::size_t I, class Event>
    static std::uint64_t count(account& of, station& home) {
        if constexpr (any_tallied_event<Event>)
            for_each_page<Event, I>(home, [&](tally_cells<Event>& cells) { of.recorded += cells.rows(home.pass); });
        return any_tallied_event<Event> ? of.recorded : 0;
    }

    template <class Event, std::size_t I, class F>
    static void for_each_page(station& home, F f) {
        for (tally_page* page = home.pages.load(std::memory_order_acquire); page != nullptr; page = page->next)
            f(*reinterpret_cast<tally_cells<Event>*>(page->at(layout.cells_at[I])));
    }
};

} // namespace crucible::telemetry::detail
