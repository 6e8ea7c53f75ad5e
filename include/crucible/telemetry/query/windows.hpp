// SPDX-License-Identifier: MIT
#pragma once
// `tumbling(10s)`, `sliding(1min, 10s)`, `tumbling(100)`, `sliding(100, 10)`: windows over rows, lazily. The first
// window that holds the newest row is the last one, and may be cut short by it, so that a short run has a window too.
// Windows of time that hold no row are left out, at no cost: what is walked are rows, not steps.

#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/query/range.hpp>

#include <range/v3/algorithm/find_if.hpp>
#include <range/v3/iterator/operations.hpp>
#include <range/v3/view/facade.hpp>
#include <range/v3/view/subrange.hpp>

#include <algorithm>

namespace crucible::telemetry {

/// Where windows of time begin.
enum class alignment : unsigned char {
    first_row, ///< at the first row, and whole steps after it
    clock,     ///< at whole steps since 1970-01-01 00:00 UTC; the first one at or before the first row
};
inline constexpr alignment aligned_to_clock = alignment::clock;

namespace detail {

constexpr timestamp saturated_add(timestamp t, std::chrono::nanoseconds d) {
    return d > timestamp::max() - std::max(t, timestamp{}) ? timestamp::max() : t + d;
}

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

struct windows_of_time {
    std::chrono::nanoseconds size;
    std::chrono::nanoseconds step;
    alignment aligned = alignment::first_row;

    [[nodiscard]] timestamp begin(timestamp first_row) const {
        if (aligned == alignment::first_row) return first_row;
        auto const past = first_row.time_since_epoch() % step;
        return first_row - (past.count() < 0 ? past + step : past);
    }

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
        for (start = first_at(range, start, from); start != ranges::end(range); start = first_at(range, start, from)) {
            timestamp const at = (*start).at;
            timestamp const until = saturated_add(from, size);
            if (at < until || until == timestamp::max()) {
                found.from = from;
                found.until = until;
                stop = at < until ? first_at(range, start, until) : ranges::next(start, ranges::end(range));
                return;
            }
            from += step * ((at - until) / step + 1); // the earliest window that ends after the row
        }
        stop = start;
    }

    template <class Range, class Iterator>
    void first_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        if (start != ranges::end(range)) find(range, found, start, stop, begin((*start).at));
    }
    template <class Range, class Iterator>
    void next_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        find(range, found, start, stop, saturated_add(found.from, step));
    }
};

struct windows_of_rows {
    std::ptrdiff_t size;
    std::ptrdiff_t step;

    template <class Range, class Iterator>
    void first_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        Iterator newest = start;
        stop = start;
        for (std::ptrdiff_t n = 0; n != size && stop != ranges::end(range); n += jump(range, stop, size - n, newest)) {}
        if (start == stop) return;
        found.from = (*start).at;
        found.until = (*newest).at;
    }
    template <class Range, class Iterator>
    void next_window(Range& range, window<int>& found, Iterator& start, Iterator& stop) const {
        start = ranges::next(start, step, ranges::end(range));
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
template <class Rows, class Spec>
class windows_view : public ranges::view_facade<windows_view<Rows, Spec>> {
public:
    windows_view() = default;
    windows_view(Rows rows, Spec spec) : rows_(std::move(rows)), spec_(spec) {}

private:
    friend ranges::range_access;

    template <class Range>
    class cursor {
    public:
        cursor() = default;
        cursor(Range& range, Spec spec)
            : range_(&range), spec_(spec), first_(ranges::begin(range)), last_(first_) {
            spec_.first_window(*range_, found_, first_, last_);
        }
        [[nodiscard]] auto read() const { return found_.with(rows_between(*range_, first_, last_)); }
        [[nodiscard]] bool equal(ranges::default_sentinel_t) const { return first_ == last_; }
        [[nodiscard]] bool equal(cursor const& other) const { return first_ == other.first_; }
        void next() {
            if (last_ == ranges::end(*range_)) first_ = last_;
            else spec_.next_window(*range_, found_, first_, last_);
        }

    private:
        Range* range_ = nullptr;
        Spec spec_{};
        window<int> found_{};
        ranges::iterator_t<Range> first_{};
        ranges::iterator_t<Range> last_{};
    };

    auto begin_cursor() requires(!ranges::range<Rows const>) { return cursor<Rows>(rows_, spec_); }
    auto begin_cursor() const requires ranges::range<Rows const> { return cursor<Rows const>(rows_, spec_); }

    Rows rows_{};
    Spec spec_{};
};

template <class Range>
struct windows_without_rows {
    static_assert(accepted<Range>, "windows are cut from rows: write tumbling and sliding before select "
                                   "(after it, ranges::views::chunk and ranges::views::sliding cut values)");
};

template <class Spec>
auto cut_into(Spec spec) {
    return step_within([spec]<class Range>(Range&& range) {
        using view = ranges::views::all_t<Range>;
        if constexpr (row_range<Range>) {
            return windows_view<view, Spec>(view(std::forward<Range>(range)), spec);
        } else {
            (void)windows_without_rows<given_type<ranges::range_value_t<Range>>>{};
            return view(std::forward<Range>(range));
        }
    });
}

/// Pre-condition of the steps below: sizes and steps of more than nothing.
template <class Amount>
void require_positive(Amount size, Amount step) {
    if (!(size > Amount{}) || !(step > Amount{}))
        throw error(std::make_error_code(std::errc::invalid_argument), "a window needs a size and a step above zero");
}

} // namespace detail

/// Windows of time [from, from + size) that overlap when `step` is less than `size`. Throws ct::error unless both are
/// positive.
inline auto sliding(std::chrono::nanoseconds size, std::chrono::nanoseconds step,
                    alignment aligned = alignment::first_row) {
    detail::require_positive(size, step);
    return detail::cut_into(detail::windows_of_time{size, step, aligned});
}

/// Windows of time side by side.
inline auto tumbling(std::chrono::nanoseconds size, alignment aligned = alignment::first_row) {
    return sliding(size, size, aligned);
}

/// Windows of `size` rows, each `step` rows after the one before.
template <std::integral Size, std::integral Step>
auto sliding(Size size, Step step) {
    auto const rows = static_cast<std::ptrdiff_t>(size);
    auto const stride = static_cast<std::ptrdiff_t>(step);
    detail::require_positive(rows, stride);
    return detail::cut_into(detail::windows_of_rows{rows, stride});
}

/// Windows of `size` rows side by side.
template <std::integral Size>
auto tumbling(Size size) {
    return sliding(size, size);
}

} // namespace crucible::telemetry
