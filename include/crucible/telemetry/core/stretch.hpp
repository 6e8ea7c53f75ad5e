// SPDX-License-Identifier: MIT
#pragma once
// Stretches of a run, as values: from one time to another, the last so long, the last so many rows. What they are taken
// of, and how, is the matter of who is given one: a query's source, a store.

#include <crucible/telemetry/core/clock.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <utility>

namespace crucible::telemetry {

/// Rows stamped between two times, both included; none when they are in the wrong order.
struct stretch {
    timestamp from = timestamp::min();
    timestamp to = timestamp::max();

    friend constexpr bool operator==(stretch const&, stretch const&) = default;
};

/// Rows of so long a time before now. Longer than 292 years is as far back as stamps go.
struct latest_time {
    std::chrono::nanoseconds span{};

    constexpr latest_time() = default;

    template <class Rep, class Period>
    constexpr explicit latest_time(std::chrono::duration<Rep, Period> time) : span(saturated(time)) {}

    /// From so long before `now` on.
    [[nodiscard]] constexpr timestamp begin(timestamp now) const {
        constexpr auto first = timestamp::min().time_since_epoch().count();
        constexpr auto last = timestamp::max().time_since_epoch().count();
        std::int64_t begin = 0;
        if (__builtin_sub_overflow(now.time_since_epoch().count(), span.count(), &begin))
            begin = span.count() > 0 ? first : last;
        return timestamp{std::chrono::nanoseconds{begin}};
    }

    friend constexpr bool operator==(latest_time const&, latest_time const&) = default;

private:
    template <class Rep, class Period>
    static constexpr std::chrono::nanoseconds saturated(std::chrono::duration<Rep, Period> time) {
        using as_seconds = std::chrono::duration<double>;
        if (as_seconds(time) >= as_seconds(std::chrono::nanoseconds::max())) return std::chrono::nanoseconds::max();
        if (as_seconds(time) <= as_seconds(std::chrono::nanoseconds::min())) return std::chrono::nanoseconds::min();
        return std::chrono::duration_cast<std::chrono::nanoseconds>(time);
    }
};

/// The newest so many rows, in order of time; none when the number is not positive.
struct latest_rows {
    std::ptrdiff_t count = 0;

    constexpr latest_rows() = default;

    template <std::integral Count>
    constexpr explicit latest_rows(Count n)
        : count(std::cmp_less(n, 0) ? 0
                : std::cmp_greater(n, std::numeric_limits<std::ptrdiff_t>::max())
                    ? std::numeric_limits<std::ptrdiff_t>::max()
                    : static_cast<std::ptrdiff_t>(n)) {}

    friend constexpr bool operator==(latest_rows const&, latest_rows const&) = default;
};

} // namespace crucible::telemetry
