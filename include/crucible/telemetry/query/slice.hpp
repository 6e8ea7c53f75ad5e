// SPDX-License-Identifier: MIT
#pragma once
// `last(5min)`, `last(100)`, `since(t)`, `between(a, b)`: a stretch of rows. Of stored rows it is found by binary
// search and costs O(log n); of filtered ones, which have to be looked at, by walking as far as needed.

#include <crucible/telemetry/statistics/basic.hpp>
#include <crucible/telemetry/query/range.hpp>

#include <range/v3/view/drop_while.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/take_while.hpp>

namespace crucible::telemetry {

namespace detail {

struct stretch {
    timestamp from = timestamp::min();
    timestamp to = timestamp::max(); ///< inclusive

    template <class Range>
    auto operator()(Range&& range) const {
        if constexpr (is_stored_rows<std::remove_cvref_t<Range>>) {
            std::size_t const begin = range.lower_bound(from);
            return range.slice(begin, std::max(begin, range.upper_bound(to)));
        } else {
            return std::forward<Range>(range) |
                   ranges::views::drop_while([from = from](auto const& row) { return row.at < from; }) |
                   ranges::views::take_while([to = to](auto const& row) { return row.at <= to; });
        }
    }
};

struct newest {
    std::ptrdiff_t n;

    template <class Range>
    auto operator()(Range&& range) const {
        if constexpr (is_stored_rows<std::remove_cvref_t<Range>>) {
            std::size_t const kept = std::min(range.size(), static_cast<std::size_t>(n));
            return range.slice(range.size() - kept, range.size());
        } else {
            return std::forward<Range>(range) | ranges::views::reverse | ranges::views::take(n) |
                   ranges::views::reverse;
        }
    }
};

/// `t - d`, or as early as a stamp can be.
template <class Rep, class Period>
timestamp earlier(timestamp t, std::chrono::duration<Rep, Period> d) {
    using as_seconds = std::chrono::duration<double>;
    as_seconds const reach = as_seconds(t.time_since_epoch()) - as_seconds(timestamp::min().time_since_epoch());
    if (as_seconds(d) >= reach) return timestamp::min();
    return t - std::chrono::duration_cast<std::chrono::nanoseconds>(d);
}

} // namespace detail

/// Rows stamped from a time on.
inline auto since(timestamp from) { return detail::step_within(detail::stretch{from}); }

/// Rows stamped between two times, both included; none when they are in the wrong order.
inline auto between(timestamp from, timestamp to) { return detail::step_within(detail::stretch{from, to}); }

/// `last(5min)`: rows of the last five minutes before now, by the wall clock, which is read when the rows are piped in.
template <class Rep, class Period>
auto window_of(last_t, std::chrono::duration<Rep, Period> span) {
    return detail::step_within([span]<class Range>(Range&& range) {
        timestamp const now = std::chrono::system_clock::now();
        return detail::stretch{detail::earlier(now, span)}(std::forward<Range>(range));
    });
}

/// `last(5min, now)`: rows of the five minutes before a given time, both ends included.
template <class Rep, class Period>
auto window_of(last_t, std::chrono::duration<Rep, Period> span, timestamp now) {
    return between(detail::earlier(now, span), now);
}

/// `last(100)`: the newest rows, in order of time; none when the count is not positive.
template <std::integral Count>
auto window_of(last_t, Count n) {
    using limit = std::numeric_limits<std::ptrdiff_t>;
    if (std::cmp_less(n, 0)) n = 0;
    return detail::step_within(
        detail::newest{std::cmp_greater(n, limit::max()) ? limit::max() : static_cast<std::ptrdiff_t>(n)});
}

} // namespace crucible::telemetry
