// SPDX-License-Identifier: MIT
#pragma once
// Sorts the rows that a pass gathered into the batches of their events, and remembers the order across events.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/session/detail/basic_track.hpp>

#include <bit>

namespace crucible::telemetry::detail {

/// Finds an event's place by the id of its rows.
class event_places {
public:
    explicit event_places(std::span<std::uint32_t const> ids) : entries_(std::bit_ceil(2 * ids.size() + 1)) {
        for (std::size_t i = 0; i != ids.size(); ++i) {
            std::size_t at = ids[i] & (entries_.size() - 1);
            while (entries_[at].id != padding_id) at = (at + 1) & (entries_.size() - 1);
            entries_[at] = {ids[i], static_cast<std::uint32_t>(i)};
        }
    }

    /// Pre-condition: it is one of them.
    [[nodiscard]] std::uint32_t place_of(std::uint32_t id) const noexcept {
        std::size_t at = id & (entries_.size() - 1);
        while (entries_[at].id != id) at = (at + 1) & (entries_.size() - 1);
        return entries_[at].place;
    }

private:
    struct entry {
        std::uint32_t id = padding_id, place = 0;
    };
    dynamic_array<entry> entries_; ///< a power of two, at most half full
};

/// A template, so that it is compiled only where a session is.
template <class = void>
class basic_row_sorter {
public:
    explicit basic_row_sorter(std::span<std::uint32_t const> ids)
        : events_{ids}, first_(ids.size() + 1), next_(ids.size()), beyond_(ids.size()),
          moved_(ids.size()) {}

    /// Counts the first `wanted` of the rows that wait by event, and apart from them those beyond.
    void count(dynamic_array<waiting_row>& waiting, std::size_t wanted) noexcept {
        first_.fill(0);
        beyond_.fill(0);
        for (std::size_t i = 0; i != waiting.size(); ++i) {
            waiting[i].id = events_.place_of(waiting[i].id);
            ++(i < wanted ? first_[waiting[i].id + 1] : beyond_[waiting[i].id]);
        }
        for (std::size_t i = 0; i != next_.size(); ++i) first_[i + 1] += first_[i];
    }

    /// Decodes what was counted into the batches. Without memory for that, tracks are told what they lose.
    void decode(dynamic_array<waiting_row> const& waiting, dynamic_array<untyped_track*> const& tracks,
                dynamic_array<std::uint32_t> const& place_in_sinks) noexcept {
        bool const known = find_places(waiting, place_in_sinks);
        for (std::size_t i = 0; i != tracks.size(); ++i)
            if (known) tracks[i]->decode(waiting.data(), places_.data() + first_[i], wanted(i));
            else tracks[i]->lose(wanted(i));
    }

    /// Has samplers take rows out of the batches.
    void thin(dynamic_array<untyped_track*> const& tracks, dynamic_array<std::uint32_t> const& place_in_sinks) noexcept {
        moved_.fill({});
        for (std::size_t i = 0; i != tracks.size(); ++i)
            if (tracks[i]->size() != 0) moved_[place_in_sinks[i]] = tracks[i]->thin();
        for (batches::place& p : order_)
            if (!moved_[p.event].empty()) p.row = moved_[p.event][p.row];
        order_.erase_if([](batches::place const& p) { return p.row == untyped_track::gone; });
    }

    /// How many of an event's rows were counted: wanted, and beyond.
    [[nodiscard]] std::uint32_t wanted(std::size_t event) const noexcept { return first_[event + 1] - first_[event]; }
    [[nodiscard]] std::uint32_t beyond(std::size_t event) const noexcept { return beyond_[event]; }

    /// The rows in order of time: which batch of those that sinks are handed, and which row of it.
    [[nodiscard]] dynamic_array<batches::place>& order() noexcept { return order_; }

    /// One batch alone, of `n` rows; false when there is no memory.
    [[nodiscard]] bool order_one(std::uint32_t place, std::size_t n) noexcept {
        try {
            order_.resize_for_overwrite(n);
        } catch (...) {
            return false;
        }
        for (std::uint32_t i = 0; i != n; ++i) order_[i] = {place, i};
        return true;
    }

private:
    [[nodiscard]] bool find_places(dynamic_array<waiting_row> const& waiting,
                                   dynamic_array<std::uint32_t> const& place_in_sinks) noexcept {
        std::size_t const n = first_.back();
        try {
            places_.resize_for_overwrite(n);
            order_.resize_for_overwrite(n);
        } catch (...) {
            return false;
        }
        next_.fill(0);
        for (std::size_t i = 0; i != n; ++i) {
            std::uint32_t const event = waiting[i].id, k = next_[event]++;
            places_[first_[event] + k] = static_cast<std::uint32_t>(i);
            order_[i] = {place_in_sinks[event], k};
        }
        return true;
    }

    event_places events_;
    dynamic_array<std::uint32_t> first_;    ///< of each event: where its rows begin in `places_`; behind them, the end
    dynamic_array<std::uint32_t> next_;     ///< of each event: rows placed so far
    dynamic_array<std::uint32_t> beyond_;   ///< of each event: rows that are not wanted
    dynamic_array<std::uint32_t> places_{}; ///< of the rows of one event after those of another: where they wait
    dynamic_array<batches::place> order_{};
    dynamic_array<std::span<std::uint32_t const>> moved_; ///< of each batch: where its rows are after sampling
};

using row_sorter = basic_row_sorter<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_row_sorter<>);

} // namespace crucible::telemetry::detail
