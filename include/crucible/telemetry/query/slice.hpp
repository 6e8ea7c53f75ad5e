// SPDX-License-Identifier: MIT
#pragma once
// `last(5min)`, `last(100)`, `since(t)`, `between(a, b)`: a stretch of rows. Of stored rows it is found by binary
// search and costs O(log n), stretches of time also behind `where`; of others by walking as far as needed.

#include <crucible/telemetry/query/detail/filtered.hpp>
#include <crucible/telemetry/query/step.hpp>
#include <crucible/telemetry/statistics/basic.hpp>

#include <range/v3/iterator/operations.hpp>

#include <algorithm>

namespace crucible::telemetry {

namespace detail {

/// Limits of a stretch in rows that have to be walked.
struct time_limits {
    timestamp from{};
    timestamp to{};

    template <class Range>
    [[nodiscard]] auto first(Range& range) const {
        auto const is_before = [from = from](auto const& row) { return row.at < from; };
        if constexpr (ranges::random_access_range<Range> && ranges::sized_range<Range>) {
            auto const begin = ranges::begin(range);
            return std::partition_point(begin, ranges::next(begin, ranges::end(range)), is_before);
        } else {
            auto at = ranges::begin(range);
            for (auto const end = ranges::end(range); at != end && is_before(*at);) ++at;
            return at;
        }
    }
    template <class Row>
    [[nodiscard]] bool is_behind(Row const& row) const {
        return row.at > to;
    }
};

/// Limits of the newest rows in rows that have to be walked: back from the end, or with two places so far apart.
struct number_limits {
    std::ptrdiff_t count = 0;

    template <class Range>
    [[nodiscard]] auto first(Range& range) const {
        auto const begin = ranges::begin(range);
        if constexpr (ranges::bidirectional_range<Range> && ranges::common_range<Range>) {
            auto at = ranges::end(range);
            for (std::ptrdiff_t left = count; left != 0 && at != begin; --left) --at;
            return at;
        } else {
            auto const end = ranges::end(range);
            auto at = begin;
            for (auto ahead = ranges::next(begin, count, end); ahead != end; ++ahead) ++at;
            return at;
        }
    }
    template <class Row>
    [[nodiscard]] static bool is_behind(Row const&) {
        return false;
    }
};

template <>
struct value_on_rows<stretch> {
    template <class Range>
    static auto run(stretch asked, Range&& range) {
        return apply_within([asked]<class Rows>(Rows&& rows) { return part(asked, std::forward<Rows>(rows)); },
                            std::forward<Range>(range));
    }

private:
    /// What is filtered is looked up before it is filtered.
    template <class Rows>
    static auto part(stretch asked, Rows&& rows) {
        using type = std::remove_cvref_t<Rows>;
        if constexpr (is_stored_rows<type>) {
            std::size_t const begin = rows.lower_bound(asked.from);
            return rows.slice(begin, std::max(begin, rows.upper_bound(asked.to)));
        } else if constexpr (is_filtered<type>) {
            return filter(part(asked, rows.base()), rows.accept());
        } else {
            return part_of(std::forward<Rows>(rows), time_limits{asked.from, asked.to});
        }
    }
};

template <>
struct value_on_rows<latest_time> {
    template <class Range>
    static auto run(latest_time asked, Range&& range) {
        return apply_within(
            [asked]<class Rows>(Rows&& stretch_of) {
                timestamp const now = taken_at(stretch_of).value_or(timestamp{std::chrono::system_clock::now()});
                return value_on_rows<stretch>::run({.from = asked.begin(now)}, std::forward<Rows>(stretch_of));
            },
            std::forward<Range>(range));
    }
};

template <>
struct value_on_rows<latest_rows> {
    template <class Range>
    static auto run(latest_rows asked, Range&& range) {
        return apply_within(
            [n = asked.count]<class Rows>(Rows&& rows) {
                if constexpr (is_stored_rows<std::remove_cvref_t<Rows>>) {
                    std::size_t const kept = std::min(rows.size(), static_cast<std::size_t>(n));
                    return rows.slice(rows.size() - kept, rows.size());
                } else return part_of(std::forward<Rows>(rows), number_limits{n});
            },
            std::forward<Range>(range));
    }
};

} // namespace detail

/// Rows stamped from a time on.
constexpr stretch since(timestamp from) { return {.from = from}; }

/// Rows stamped between two times, both included; none when they are in the wrong order.
constexpr stretch between(timestamp from, timestamp to) { return {from, to}; }

} // namespace crucible::telemetry
