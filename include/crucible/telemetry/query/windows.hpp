// SPDX-License-Identifier: MIT
#pragma once
// `tumbling(10s)`, `sliding(1min, 10s)`, `tumbling(100)`, `sliding(100, 10)`: windows over rows, lazily. The first
// window that holds the newest row is the last one, and may be cut short by it, so that a short run has a window too.
// Windows of time that hold no row are left out, at no cost: what is walked are rows, not steps.

#include <crucible/telemetry/core/window_grid.hpp>
#include <crucible/telemetry/query/step.hpp>

#include <range/v3/algorithm/find_if.hpp>
#include <range/v3/iterator/operations.hpp>
#include <range/v3/view/facade.hpp>
#include <range/v3/view/subrange.hpp>

#include <algorithm>

namespace crucible::telemetry {

namespace detail {

/// The rows from `from` up to `until`, both of them places in `range`.
template <class Range, class Iterator>
auto rows_between(Range& range, Iterator from, Iterator until) {
    if constexpr (is_stored_rows<std::remove_const_t<Range>>) {
        auto const begin = range.begin();
        return range.slice(static_cast<std::size_t>(from - begin), static_cast<std::size_t>(until - begin));
    } else {
        return ranges::make_subrange(from, until);
    }
}

struct cut_by_time {
    windows_of_time spec{};

    /// The first row at or after `t`, looked for from `hint` on. O(log n) where rows can be reached at random.
    template <class Range, class Iterator>
    static Iterator first_at(Range& range, Iterator hint, timestamp t) {
        if constexpr (is_stored_rows<std::remove_const_t<Range>>)
            return range.begin() + static_cast<std::ptrdiff_t>(range.lower_bound(t));
        else if constexpr (ranges::random_access_iterator<Iterator>)
            return std::partition_point(hint, ranges::end(range), [t](auto const& row) { return row.at < t; });
        else return ranges::find_if(hint, ranges::end(range), [t](auto const& row) { return row.at >= t; });
    }

    /// The first window that begins at or after `from`, on the grid of steps from there, and holds a row.
    template <class Range, class Iterator>
    void find(Range& range, window<int>& found, Iterator& start, Iterator& stop, timestamp from) const {
        window_grid const grid = spec.grid();
        for (start = first_at(range, start, from); start != ranges::end(range); start = first_at(range, start, from)) {
            timestamp const at = (*start).at;
            timestamp const until = stamp_at(from, grid.size);
            if (at < until || until == timestamp::max()) {
                found.from = from;
                found.until = until;
                stop = until == timestamp::max() ? ranges::next(start, ranges::end(range))
                                                 : first_at(range, start, until);
                return;
            }
            from = stamp_at(from, grid.first_holding(offset_of(at, from)));
        }
        stop = start;
    }

    template <class Range, class Iterator>
    void first_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        if (start != ranges::end(range)) find(range, found, start, stop, spec.begin((*start).at));
    }
    template <class Range, class Iterator>
    void next_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        find(range, found, start, stop, stamp_at(found.from, spec.grid().step));
    }
};

struct cut_by_number {
    windows_of_rows spec{};

    template <class Range, class Iterator>
    void first_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        Iterator newest = start;
        stop = start;
        for (std::ptrdiff_t n = 0; n != spec.size && stop != ranges::end(range);
             n += jump(range, stop, spec.size - n, newest)) {
        }
        if (start == stop) return;
        found.from = (*start).at;
        found.until = (*newest).at;
    }
    template <class Range, class Iterator>
    void next_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        start = ranges::next(start, spec.step, ranges::end(range));
        first_window(range, found, start, stop);
    }

private:
    /// Moves `stop`, which is not the end, by `n` rows or to the end, or by one; `newest` stays one row behind it.
    /// Returns by how many rows.
    template <class Range, class Iterator>
    static std::ptrdiff_t jump(Range& range, Iterator& stop, std::ptrdiff_t n, Iterator& newest) {
        if constexpr (ranges::random_access_iterator<Iterator>) {
            std::ptrdiff_t const moved = std::min(n, ranges::end(range) - stop);
            stop += moved;
            newest = stop - 1;
            return moved;
        } else {
            newest = stop++;
            return 1;
        }
    }
};

/// The windows of a range of rows, one after the other.
template <class Rows, class Cut>
class windows_view : public ranges::view_facade<windows_view<Rows, Cut>> {
public:
    windows_view() = default;
    windows_view(Rows rows, Cut cut) : rows_(std::move(rows)), cut_(cut) {}

private:
    friend ranges::range_access;

    template <class Range>
    class cursor {
    public:
        cursor() = default;
        cursor(Range& range, Cut cut) : range_(&range), cut_(cut), first_(ranges::begin(range)), last_(first_) {
            cut_.first_window(*range_, found_, first_, last_);
        }
        [[nodiscard]] auto read() const { return found_.with(rows_between(*range_, first_, last_)); }
        [[nodiscard]] bool equal(ranges::default_sentinel_t) const { return first_ == last_; }
        [[nodiscard]] bool equal(cursor const& other) const { return first_ == other.first_; }
        void next() {
            if (last_ == ranges::end(*range_)) first_ = last_;
            else cut_.next_window(*range_, found_, first_, last_);
        }

    private:
        Range* range_ = nullptr;
        Cut cut_{};
        window<int> found_{};
        ranges::iterator_t<Range> first_{};
        ranges::iterator_t<Range> last_{};
    };

    auto begin_cursor() requires(!ranges::range<Rows const>) { return cursor<Rows>(rows_, cut_); }
    auto begin_cursor() const requires ranges::range<Rows const> { return cursor<Rows const>(rows_, cut_); }

    Rows rows_{};
    Cut cut_{};
};

template <class Range>
struct windows_without_rows {
    static_assert(accepted<Range>, "windows are cut from rows: write tumbling and sliding before select "
                                   "(after it, ranges::views::chunk and ranges::views::sliding cut values)");
};

template <class Cut>
struct windows_on_rows {
    template <class Spec, class Range>
    static auto run(Spec const& spec, Range&& range) {
        return apply_within(
            [cut = Cut{spec}]<class Rows>(Rows&& rows) {
                using view = ranges::views::all_t<Rows>;
                if constexpr (row_range<Rows>) {
                    return windows_view<view, Cut>(ranges::views::all(std::forward<Rows>(rows)), cut);
                } else {
                    (void)windows_without_rows<given_type<ranges::range_value_t<Rows>>>{};
                    return refused_source{};
                }
            },
            std::forward<Range>(range));
    }
};
template <>
struct value_on_rows<windows_of_time> : windows_on_rows<cut_by_time> {};
template <>
struct value_on_rows<windows_of_rows> : windows_on_rows<cut_by_number> {};

} // namespace detail

/// Windows of time [from, from + size) that overlap when `step` is less than `size`. Throws ct::error unless both are
/// positive.
inline windows_of_time sliding(std::chrono::nanoseconds size, std::chrono::nanoseconds step,
                               alignment aligned = alignment::first_row) {
    detail::require_positive(size, step);
    return {size, step, aligned};
}

/// Windows of time side by side.
inline windows_of_time tumbling(std::chrono::nanoseconds size, alignment aligned = alignment::first_row) {
    return sliding(size, size, aligned);
}

/// Windows of `size` rows, each `step` rows after the one before.
template <std::integral Size, std::integral Step>
windows_of_rows sliding(Size size, Step step) {
    windows_of_rows const rows{static_cast<std::ptrdiff_t>(size), static_cast<std::ptrdiff_t>(step)};
    detail::require_positive(rows.size, rows.step);
    return rows;
}

/// Windows of `size` rows side by side.
template <std::integral Size>
windows_of_rows tumbling(Size size) {
    return sliding(size, size);
}

} // namespace crucible::telemetry
