// SPDX-License-Identifier: MIT
#pragma once
// Rows of several events in order of time.

#include <crucible/telemetry/store/rows.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace crucible::telemetry::detail {

/// What is left of the rows of one event.
template <class Event>
struct rows_to_go {
    row_iterator<Event> next;
    row_iterator<Event> end;

    explicit rows_to_go(rows<Event> const& all) : next(all.begin()), end(all.end()) {}

    /// `f(row)` for the rows up to `limit`, that included.
    template <class F>
    void walk(timestamp limit, F& f) {
        for (; next != end; ++next) {
            auto const row = *next;
            if (row.at > limit) return;
            f(row);
        }
    }
};

/// `f(row)` for every row, in order of time; equal times mostly in order of the events. O(n), and O(events) more
/// whenever the event changes.
template <class... Events, class F>
void in_order_of_time(std::tuple<rows<Events>...> const& all, F f) {
    std::apply(
        [&](rows<Events> const&... each) {
            std::tuple<rows_to_go<Events>...> left{rows_to_go<Events>(each)...};
            for (;;) {
                std::size_t earliest = sizeof...(Events);
                timestamp at = timestamp::max();
                timestamp limit = timestamp::max(); // where the next event has a row
                auto const look = [&](auto const& rows_left, std::size_t i) {
                    if (rows_left.next == rows_left.end) return;
                    timestamp const first_at = (*rows_left.next).at;
                    if (earliest == sizeof...(Events) || first_at < at) {
                        if (earliest != sizeof...(Events)) limit = std::min(limit, at);
                        earliest = i;
                        at = first_at;
                    } else limit = std::min(limit, first_at);
                };
                [&]<std::size_t... I>(std::index_sequence<I...>) {
                    (look(std::get<I>(left), I), ...);
                    ((I == earliest ? std::get<I>(left).walk(limit, f) : void()), ...);
                }(std::index_sequence_for<Events...>{});
                if (earliest == sizeof...(Events)) return;
            }
        },
        all);
}

} // namespace crucible::telemetry::detail
