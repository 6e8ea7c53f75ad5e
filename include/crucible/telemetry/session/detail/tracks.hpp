// SPDX-License-Identifier: MIT
#pragma once
// All tracks of a session, found by event at compile time and by row id at run time.

#include <crucible/telemetry/emit/detail/producer.hpp>
#include <crucible/telemetry/session/detail/tallied_track.hpp>

namespace crucible::telemetry::detail {

template <class Storage, bool Shared, class... Watched>
class tracks {
public:
    static constexpr std::size_t size = sizeof...(Watched);
    static constexpr std::array<std::uint32_t, size> ids{row_id<typename Watched::event_type>...};
    static constexpr std::array<std::string_view, size> names{Watched::event_type::name...};

    template <class Event>
    static constexpr std::size_t index_of =
        first_true(std::array<bool, size>{std::same_as<Event, typename Watched::event_type>...});
    template <class Event>
    static constexpr bool has = index_of<Event> != size;

    template <std::size_t I>
    using track_at = track<nth_t<I, Watched...>, Storage, Shared>;
    template <std::size_t I>
    using event_at = typename track_at<I>::event_type;

    /// In how many events statistics of a measurement are kept, and the first of them.
    template <class Key>
    static constexpr std::size_t readers =
        (std::size_t{track<Watched, Storage, Shared>::template reads<Key>} + ... + 0);
    template <class Key>
    static constexpr std::size_t reader =
        first_true(std::array<bool, size>{track<Watched, Storage, Shared>::template reads<Key>...});

    template <class Event>
    [[nodiscard]] auto& at() {
        return std::get<index_of<Event>>(all_);
    }
    template <class Event>
    [[nodiscard]] auto const& at() const {
        return std::get<index_of<Event>>(all_);
    }

    /// `f(track, index)` for each.
    template <class F>
    void for_each(F f) {
        for_each_in(all_, f);
    }
    template <class F>
    void for_each(F f) const {
        for_each_in(all_, f);
    }

    /// `f(track, index)` for the one whose event has this row id; a tallied event has no rows.
    template <class F>
    CRUCIBLE_TELEMETRY_FAST_PATH void with(std::uint32_t id, F f) {
        for_each_in(all_, [&](auto& t, std::size_t i) {
            if constexpr (keeps_rows<std::remove_cvref_t<decltype(t)>>)
                if (id == ids[i]) f(t, i);
        });
    }

    /// Decodes the waiting rows into the batches of their events, as long as `wanted()`. An event for whose batch there
    /// is no memory gets none: its rows are counted as `store_failed`.
    template <class Waiting, class Wanted>
    void decode(std::vector<Waiting> const& waiting, Wanted wanted) noexcept {
        std::array<std::size_t, size> rows{};
        for (Waiting const& w : waiting) with(w.id, [&](auto const&, std::size_t i) { ++rows[i]; });
        for_each([&](auto& t, std::size_t i) { t.begin_batch(rows[i]); });
        for (Waiting const& w : waiting)
            with(w.id, [&](auto& t, std::size_t) {
                if (wanted()) t.take_in(w.bytes, w.at, w.thread);
            });
    }

    /// `f(row)` for each row of the batches that the store took, in the order in which they wait: across events by
    /// time.
    template <class Waiting, class F>
    void for_each_taken(std::vector<Waiting> const& waiting, F f) {
        std::array<std::size_t, size> next{};
        for (Waiting const& w : waiting)
            with(w.id, [&](auto const& t, std::size_t i) {
                if (t.stored && next[i] != t.batch.size()) f(t.exported(t.batch[next[i]++]));
            });
    }

    /// `f(id)` for each waiting row that came after its event's batch was full.
    template <class Waiting, class F>
    void for_each_beyond(std::vector<Waiting> const& waiting, F f) {
        std::array<std::size_t, size> next{};
        for (Waiting const& w : waiting)
            with(w.id, [&](auto const& t, std::size_t i) {
                if (next[i] != t.offered) ++next[i];
                else f(w.id);
            });
    }

private:
    template <class All, class F>
    CRUCIBLE_TELEMETRY_FAST_PATH static void for_each_in(All& all, F&& f) {
        auto const each = [&]<std::size_t... I>(std::index_sequence<I...>) { (f(std::get<I>(all), I), ...); };
        each(std::make_index_sequence<size>{});
    }

    static constexpr bool ids_differ = [] {
        for (std::size_t i = 0; i != size; ++i)
            for (std::size_t j = 0; j != i; ++j)
                if (ids[i] == ids[j] && names[i] != names[j]) return false; // an event watched twice was reported
        return true;
    }();
    static_assert(ids_differ, "two events of this session have the same schema hash; rename a measurement of one");

    std::tuple<track<Watched, Storage, Shared>...> all_{};
};

} // namespace crucible::telemetry::detail
