// SPDX-License-Identifier: MIT
#pragma once
// Views of some of the rows of a range, which may be walked when they are const: they keep nothing between walks, so
// that each one finds its first row again.

#include <crucible/telemetry/query/range.hpp>

#include <range/v3/utility/semiregular_box.hpp>
#include <range/v3/view/facade.hpp>

#include <utility>

namespace crucible::telemetry::detail {

/// The rows that a function accepts. Bidirectional where the range is.
template <class Rows, class Accept>
class filtered : public ranges::view_facade<filtered<Rows, Accept>, ranges::finite> {
public:
    filtered() = default;
    filtered(Rows rows, Accept accept) : rows_(std::move(rows)), accept_(std::move(accept)) {}

    [[nodiscard]] Rows const& base() const { return rows_; }
    [[nodiscard]] Accept const& accept() const { return accept_; }

private:
    friend ranges::range_access;

    template <class Range>
    class cursor {
        using iterator = ranges::iterator_t<Range>;
        using sentinel = ranges::sentinel_t<Range>;

    public:
        using single_pass = std::bool_constant<!ranges::forward_range<Range>>;

        cursor() = default;
        cursor(filtered const& view, iterator at, sentinel end) : at_(at), end_(end), accept_(&view.accept()) {}

        void find() {
            while (at_ != end_ && !(*accept_)(*at_)) ++at_;
        }
        [[nodiscard]] decltype(auto) read() const { return *at_; }
        void next() {
            ++at_;
            find();
        }
        void prev() requires ranges::bidirectional_range<Range> {
            do --at_;
            while (!(*accept_)(*at_));
        }
        [[nodiscard]] bool equal(cursor const& other) const { return at_ == other.at_; }
        [[nodiscard]] bool equal(ranges::default_sentinel_t) const { return at_ == end_; }

    private:
        iterator at_{};
        sentinel end_{};
        Accept const* accept_ = nullptr;
    };

    template <class Range>
    [[nodiscard]] auto begin_of(Range& range) const {
        cursor<Range> first(*this, ranges::begin(range), ranges::end(range));
        first.find();
        return first;
    }
    template <class Range>
    [[nodiscard]] auto end_of(Range& range) const {
        if constexpr (ranges::common_range<Range>) return cursor<Range>(*this, ranges::end(range), ranges::end(range));
        else return ranges::default_sentinel_t{};
    }

    auto begin_cursor() requires(!ranges::range<Rows const>) { return begin_of(rows_); }
    auto end_cursor() requires(!ranges::range<Rows const>) { return end_of(rows_); }
    auto begin_cursor() const requires ranges::range<Rows const> { return begin_of(rows_); }
    auto end_cursor() const requires ranges::range<Rows const> { return end_of(rows_); }

    Rows rows_{};
    ranges::semiregular_box_t<Accept> accept_{};
};

template <class T>
inline constexpr bool is_filtered = false;
template <class Rows, class Accept>
inline constexpr bool is_filtered<filtered<Rows, Accept>> = true;

template <class Range, class Accept>
auto filter(Range&& range, Accept accept) {
    auto rows = ranges::views::all(std::forward<Range>(range));
    return filtered<decltype(rows), Accept>(std::move(rows), std::move(accept));
}

/// The rows from where `Limits::first` says up to the first one that `Limits::is_behind`.
template <class Rows, class Limits>
class part_of_rows : public ranges::view_facade<part_of_rows<Rows, Limits>, ranges::finite> {
public:
    part_of_rows() = default;
    part_of_rows(Rows rows, Limits limits) : rows_(std::move(rows)), limits_(limits) {}

    [[nodiscard]] Rows const& base() const { return rows_; }

private:
    friend ranges::range_access;

    template <class Range>
    class cursor {
        using iterator = ranges::iterator_t<Range>;
        using sentinel = ranges::sentinel_t<Range>;

    public:
        using single_pass = std::bool_constant<!ranges::forward_range<Range>>;

        cursor() = default;
        cursor(iterator at, sentinel end, Limits limits) : at_(at), end_(end), limits_(limits) {}

        [[nodiscard]] decltype(auto) read() const { return *at_; }
        void next() { ++at_; }
        void prev() requires ranges::bidirectional_range<Range> { --at_; }
        [[nodiscard]] bool equal(cursor const& other) const { return at_ == other.at_; }
        [[nodiscard]] bool equal(ranges::default_sentinel_t) const { return at_ == end_ || limits_.is_behind(*at_); }

    private:
        iterator at_{};
        sentinel end_{};
        Limits limits_{};
    };

    template <class Range>
    [[nodiscard]] auto begin_of(Range& range) const {
        return cursor<Range>(limits_.first(range), ranges::end(range), limits_);
    }

    auto begin_cursor() requires(!ranges::range<Rows const>) { return begin_of(rows_); }
    auto begin_cursor() const requires ranges::range<Rows const> { return begin_of(rows_); }

    Rows rows_{};
    Limits limits_{};
};

template <class Range, class Limits>
auto part_of(Range&& range, Limits limits) {
    auto rows = ranges::views::all(std::forward<Range>(range));
    return part_of_rows<decltype(rows), Limits>(std::move(rows), limits);
}

} // namespace crucible::telemetry::detail
