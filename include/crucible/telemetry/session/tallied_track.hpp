// SPDX-License-Identifier: MIT
#pragma once
// The track of a tallied event: no rows and no table; its accumulators are those of all threads' cells, merged.

#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/session/track.hpp>
#include <crucible/telemetry/tally/ways.hpp>

namespace crucible::telemetry::detail {

/// What the engine does with the rows of other tracks is nothing here.
template <class Event, class... Asked, class Storage>
struct track<watched<tallied_event<Event, Asked...>>, Storage> {
    using event_type = tallied_event<Event, Asked...>;
    static constexpr std::string_view name = Event::name;

    template <class D>
    static constexpr bool reads = (std::same_as<D, typename Asked::descriptor> || ...);

    account settled{};
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

/// Has every thread look after its cells at its next row.
inline void look_again(station& home) noexcept {
    home.tally_round.fetch_add(1, std::memory_order_release);
    hub_changed();
}

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

/// The pages of a session's threads, as the session reads them.
template <class Event, std::uint32_t CellsAt>
class tally_reader {
    using cells = tally_cells<Event>;

public:
    explicit tally_reader(station& home) noexcept : home_{home} {}

    [[nodiscard]] std::uint64_t rows() const noexcept {
        std::uint64_t all = 0;
        for_each([&](cells& of_thread) { all += of_thread.rows(home_.pass); });
        return all;
    }

    /// Pre-condition: one reader of the session at a time, and no `begin_anew` meanwhile.
    template <class D>
    [[nodiscard]] auto read() const {
        constexpr std::size_t i = cells::template index_of<D>;
        bool const stuck = home_.state.load(std::memory_order_acquire) == station_state::forked_child;
        std::uint64_t const epoch = home_.tally_epoch.load(std::memory_order_relaxed);
        typename cells::template accumulator_of<i> merged{};
        auto const ask = [this] { look_again(home_); };
        for_each([&](cells& of_thread) { merged += of_thread.template read<i>(epoch, stuck, ask); });
        return merged;
    }

private:
    template <class F>
    void for_each(F f) const {
        for (tally_page* page = home_.pages.load(std::memory_order_acquire); page != nullptr; page = page->next)
            f(*reinterpret_cast<cells*>(page->at(CellsAt)));
    }

    station& home_;
};

} // namespace crucible::telemetry::detail
