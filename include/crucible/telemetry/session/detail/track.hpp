// SPDX-License-Identifier: MIT
#pragma once
// The typed part of a track: the statistics of its measurements, what privacy hides of its rows, and the derived
// measurements that sinks are handed. Only events that have some of these are worth a class of their own.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/session/detail/basic_track.hpp>
#include <crucible/telemetry/session/detail/kept_statistics.hpp>

#include <tuple>

namespace crucible::telemetry::detail {

template <class Watched, bool Shared, bool Weighted = false>
class track;

/// `Shared`: statistics are read in other threads than the one that handles rows. `Weighted`: rows have weights.
template <class Event, class... Asked, bool Shared, bool Weighted>
class track<watched<Event, Asked...>, Shared, Weighted> : public untyped_track {
public:
    using event_type = Event;

    track() : untyped_track{schema_of<Event>(), true, context_tail<Event>} {}

    template <class Key>
    static constexpr bool reads = (std::same_as<Key, typename Asked::key> || ...);

    /// What is kept of a measurement. Pre-condition: `reads<Key>`.
    template <class Key>
    [[nodiscard]] auto const& reading() const {
        constexpr std::array<bool, sizeof...(Asked)> same{std::same_as<Key, typename Asked::key>...};
        return std::get<first_true(same)>(statistics_).kept;
    }

    /// `f(statistics)` for each measurement of which some are kept.
    template <class F>
    void for_each_kept(F f) const {
        std::apply([&](auto const&... each) { (f(each), ...); }, statistics_);
    }

    void reset() noexcept override {
        std::apply([](auto&... each) { (each.kept.reset(), ...); }, statistics_);
    }

    /// One row at once, which `settled` counts already; for sessions that collect in place.
    void measure_one(row<Event> const& one, std::uint64_t before, finding_queue& found) noexcept {
        try {
            auto const add_one = [&]<class Kept>(Kept& kept) {
                if constexpr (event_gives_asked<Event, typename Kept::asked>) kept.add_one(one, before, found);
                kept.kept.publish();
            };
            std::apply([&](auto&... each) { (add_one(each), ...); }, statistics_);
        } catch (...) {
            ++unmeasured;
        }
    }

protected:
    void measure(std::uint64_t before, finding_queue& found) noexcept override {
        if constexpr (sizeof...(Asked) != 0) measure(typed_rows(), before, found);
    }

    [[nodiscard]] std::span<row<Event> const> typed_rows() const {
        return {reinterpret_cast<row<Event> const*>(rows()), size()};
    }

private:
    /// The library's cells do not throw; one of somebody's own may.
    void measure(std::span<row<Event> const> rows, std::uint64_t before, finding_queue& found) noexcept {
        try {
            add(rows, before, found);
            std::apply([](auto&... each) { (each.kept.publish(), ...); }, statistics_);
        } catch (...) {
            unmeasured += rows.size();
        }
    }

    /// Updates the statistics of what the event measures; of what it does not, `on` has reported.
    void add(std::span<row<Event> const> rows, std::uint64_t before, finding_queue& found) {
        auto const one = [&]<class Kept>(Kept& kept) {
            if constexpr (!event_gives_asked<Event, typename Kept::asked>) return;
            else if constexpr (Weighted) kept.add(rows, weights(), before, found);
            else kept.add(rows, before, found);
        };
        std::apply([&](auto&... each) { (one(each), ...); }, statistics_);
    }

    std::tuple<kept_statistics<Asked, Shared>...> statistics_{};
};

/// The same, of an event whose exported rows have derived measurements too.
template <class Watched, class... Descriptors, bool Shared, bool Weighted>
class track<enriching<Watched, Descriptors...>, Shared, Weighted> : public track<Watched, Shared, Weighted> {
    using event = typename Watched::event_type;
    using enriched = typename enriching<Watched, Descriptors...>::exported_event;

public:
    /// Where there is no memory for them, rows are handed over without.
    [[nodiscard]] batch exported() override {
        made_.clear();
        try {
            for (row<event> const& r : this->typed_rows()) made_.push_back(enrich(r));
        } catch (...) {
            return {schema_of<enriched>(), nullptr, 0};
        }
        return batch{std::span<row<enriched> const>{made_}, this->weights()};
    }

    [[nodiscard]] static row<enriched> enrich(row<event> const& from) {
        row<enriched> made{{}, from.at, from.thread};
        walk<enriched>([&]<class Entry>(auto const&) {
            constexpr typename Entry::type measurement{};
            made.values[measurement] = from[measurement];
        });
        return made;
    }

private:
    std::vector<row<enriched>> made_{};
};

} // namespace crucible::telemetry::detail
