// SPDX-License-Identifier: MIT
#pragma once
// Ranges of rows of any events, each in order of time, as one in order of time.

#include <crucible/telemetry/core/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

namespace crucible::telemetry::detail {

/// What is left of a range of rows.
template <class Rows>
struct rows_left {
    decltype(std::begin(std::declval<Rows const&>())) next;
    decltype(std::end(std::declval<Rows const&>())) end;

    /// `f(row)` for the rows up to `limit`, that included.
    template <class F>
    void walk(timestamp limit, F& f) {
        for (; next != end; ++next) {
            auto const& row = *next;
            if (row.at > limit) return;
            f(row);
        }
    }
};

/// `f(row)` for every row, in order of time; equal times in order of the ranges. O(n), and O(ranges) more whenever the
/// range changes.
template <class F, class... Rows>
void in_order_of_time(F f, Rows const&... all) {
    std::tuple<rows_left<Rows>...> left{rows_left<Rows>{std::begin(all), std::end(all)}...};
    for (;;) {
        std::size_t earliest = sizeof...(Rows);
        timestamp at = timestamp::max();
        timestamp before = timestamp::max(); // where the ranges in front of the earliest go on, and those behind it
        timestamp behind = timestamp::max();
        bool any_before = false;
        [[maybe_unused]] auto const look = [&](auto const& rows, std::size_t i) {
            if (rows.next == rows.end) return;
            timestamp const next_at = (*rows.next).at;
            if (earliest == sizeof...(Rows)) {
                earliest = i;
                at = next_at;
            } else if (next_at < at) {
                before = std::min({before, behind, at});
                behind = timestamp::max();
                any_before = true;
                earliest = i;
                at = next_at;
            } else behind = std::min(behind, next_at);
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (look(std::get<I>(left), I), ...);
            // Rows of a time that a range in front has too come after that range's.
            [[maybe_unused]] timestamp const limit =
                any_before ? std::min(behind, before - timestamp::duration{1}) : behind;
            ((I == earliest ? std::get<I>(left).walk(limit, f) : void()), ...);
        }
        (std::index_sequence_for<Rows...>{});
        if (earliest == sizeof...(Rows)) return;
    }
}

/// The same of a tuple of ranges.
template <class F, class... Rows>
void in_order_of_time(F f, std::tuple<Rows...> const& all) {
    std::apply([&](Rows const&... each) { in_order_of_time(std::move(f), each...); }, all);
}

} // namespace crucible::telemetry::detail
