// SPDX-License-Identifier: MIT
#pragma once
// Which windows there are, by size, step and beginning. Windows over rows, over panes of rows and over a session's
// panes are cut on this grid, and so are those of a store of one's own.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>

namespace crucible::telemetry {

/// Where windows of time begin.
enum class alignment : unsigned char {
    first_row, ///< at the first row, and whole steps after it
    clock,     ///< at whole steps since 1970-01-01 00:00 UTC; the first one at or before the first row
};
inline constexpr alignment aligned_to_clock = alignment::clock;

namespace detail {

/// Rounded towards less. Pre-condition: by > 0.
[[nodiscard]] constexpr std::int64_t floor_divide(std::int64_t n, std::int64_t by) {
    return n / by - (n % by < 0 ? 1 : 0);
}

/// Time since the first window began, in nanoseconds, or a number of panes. Of 64 bits without sign, since stamps may
/// be 584 years apart.
using window_offset = std::uint64_t;
inline constexpr window_offset last_offset = ~window_offset{};

/// Pre-condition: begin <= t.
[[nodiscard]] constexpr window_offset offset_of(timestamp t, timestamp begin) {
    return static_cast<window_offset>(t.time_since_epoch().count()) -
           static_cast<window_offset>(begin.time_since_epoch().count());
}

/// `begin` and so much time after it; saturated.
[[nodiscard]] constexpr timestamp stamp_at(timestamp begin, window_offset after) {
    if (after > offset_of(timestamp::max(), begin)) return timestamp::max();
    auto const sum_of_both = static_cast<window_offset>(begin.time_since_epoch().count()) + after;
    return timestamp{std::chrono::nanoseconds{static_cast<std::int64_t>(sum_of_both)}};
}

/// Windows [k step, k step + size), k = 0, 1, …; their borders lie at k step and k step + size mod step.
struct window_grid {
    window_offset size;
    window_offset step;

    [[nodiscard]] constexpr window_offset pane_begin(window_offset at) const {
        window_offset const within = at % step;
        window_offset const rest = size % step;
        return at - within + (within >= rest ? rest : 0);
    }
    /// Where the pane that begins there ends; saturated.
    [[nodiscard]] constexpr window_offset pane_end(window_offset begin) const {
        window_offset const within = begin % step;
        window_offset const rest = size % step;
        return saturated(begin, within < rest ? rest - within : step - within);
    }
    [[nodiscard]] constexpr window_offset end(window_offset begin) const { return saturated(begin, size); }

    /// The first window that ends after `at`; saturated.
    [[nodiscard]] constexpr window_offset first_holding(window_offset at) const {
        if (at < size) return 0;
        window_offset begin = 0;
        return __builtin_mul_overflow((at - size) / step + 1, step, &begin) ? last_offset : begin;
    }
    /// Whether a place is before such an end; the last of all ends ends nothing.
    [[nodiscard]] static constexpr bool is_before(window_offset at, window_offset end) {
        return at < end || end == last_offset;
    }
    [[nodiscard]] static constexpr window_offset saturated(window_offset at, window_offset more) {
        return more > last_offset - at ? last_offset : at + more;
    }

    /// `f(begin, end)` for each window that holds something, in order; f tells whether anything lies at or after the
    /// end, and if not, that window is the last. Steps without anything cost nothing. `next_from(offset)` is a
    /// std::optional with the place of the first thing at or after an offset, and is asked of ever later ones.
    template <class NextFrom, class F>
    constexpr void for_each_window(NextFrom next_from, F f) const {
        for (window_offset at = 0;;) {
            std::optional<window_offset> const held = next_from(at);
            if (!held) return;
            if (!is_before(*held, end(at))) at = saturated(at, first_holding(*held - at));
            else if (f(at, end(at)) && end(at) != last_offset) at = saturated(at, step);
            else return;
        }
    }
};

/// Throws `error` unless size and step are above zero.
template <class Amount>
void require_positive(Amount size, Amount step) {
    if (!(size > Amount{}) || !(step > Amount{}))
        throw error(std::make_error_code(std::errc::invalid_argument), "a window needs a size and a step above zero");
}

} // namespace detail

/// Windows of time [from, from + size), each a step after the one before. Pre-condition: both are above zero.
struct windows_of_time {
    std::chrono::nanoseconds size{1};
    std::chrono::nanoseconds step{1};
    alignment aligned = alignment::first_row;

    /// Where the first window begins. A whole step before the earliest of all stamps is that stamp.
    [[nodiscard]] constexpr timestamp begin(timestamp first_row) const {
        if (aligned == alignment::first_row) return first_row;
        std::int64_t const at = first_row.time_since_epoch().count();
        auto const past = static_cast<detail::window_offset>(at) -
                          static_cast<detail::window_offset>(detail::floor_divide(at, step.count())) *
                              static_cast<detail::window_offset>(step.count());
        if (past > detail::offset_of(first_row, timestamp::min())) return timestamp::min();
        return first_row - std::chrono::nanoseconds{static_cast<std::int64_t>(past)};
    }

    [[nodiscard]] constexpr detail::window_grid grid() const {
        return {static_cast<detail::window_offset>(size.count()), static_cast<detail::window_offset>(step.count())};
    }

    /// `f(from, until)` for each window that holds a row, in order of time: for stores that look their rows up. The
    /// first window that holds the newest row is the last; steps without rows cost nothing. `first_from(t)` is a
    /// std::optional with the stamp of the first row at or after a time.
    template <class FirstFrom, class F>
    void for_each(FirstFrom first_from, F f) const {
        std::optional<timestamp> const earliest = first_from(timestamp::min());
        if (!earliest) return;
        timestamp const zero = begin(*earliest);
        auto const next_from = [&](detail::window_offset at) -> std::optional<detail::window_offset> {
            std::optional<timestamp> const next = first_from(detail::stamp_at(zero, at));
            if (!next) return std::nullopt;
            return detail::offset_of(*next, zero);
        };
        grid().for_each_window(next_from, [&](detail::window_offset at, detail::window_offset end) {
            timestamp const until = detail::stamp_at(zero, end);
            f(detail::stamp_at(zero, at), until);
            return end <= detail::offset_of(timestamp::max(), zero) && first_from(until).has_value();
        });
    }

    friend constexpr bool operator==(windows_of_time const&, windows_of_time const&) = default;
};

/// Windows of a number of rows, each so many rows after the one before. Pre-condition: both are above zero.
struct windows_of_rows {
    std::ptrdiff_t size = 1;
    std::ptrdiff_t step = 1;

    friend constexpr bool operator==(windows_of_rows const&, windows_of_rows const&) = default;
};

} // namespace crucible::telemetry
