// SPDX-License-Identifier: MIT
#pragma once
// Rows: an immutable picture of a table in order of time. Copying and slicing share the columns: O(1), whatever the
// size.

#include <crucible/telemetry/store/row_view.hpp>

#include <compare>
#include <cstddef>
#include <iterator>
#include <limits>
#include <vector>

namespace crucible::telemetry {

namespace detail {

inline constexpr std::size_t no_row = std::numeric_limits<std::size_t>::max();

/// A chunk and the number of its first row, counted from the first row that the table ever held.
template <any_event Event>
struct piece {
    std::size_t begin = no_row;
    std::shared_ptr<chunk<Event>> data{};
};

/// The chunks of a table in order, and an end mark; never changed once others see it.
template <any_event Event>
using pieces = std::vector<piece<Event>>;

/// The piece that holds row `i`: the last one that begins at or before it.
template <any_event Event>
piece<Event> const* piece_of(pieces<Event> const& all, std::size_t i) {
    auto const after = std::upper_bound(all.begin(), all.end(), i,
                                        [](std::size_t row, piece<Event> const& p) { return row < p.begin; });
    return all.data() + (after - all.begin()) - 1;
}

} // namespace detail

template <any_event Event>
class row_iterator {
public:
    using value_type = row_view<Event>;
    using reference = row_view<Event>;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using iterator_category = std::input_iterator_tag; // its reference is not a reference
    using iterator_concept = std::random_access_iterator_tag;

    row_iterator() = default;
    row_iterator(detail::pieces<Event> const* all, std::size_t i)
        : all_(all), piece_(all ? detail::piece_of(*all, i) : nullptr), row_(i) {}

    [[nodiscard]] reference operator*() const { return {*piece_->data, row_ - piece_->begin}; }
    [[nodiscard]] reference operator[](difference_type n) const { return *(*this + n); }

    row_iterator& operator++() {
        if (++row_ == piece_[1].begin) ++piece_;
        return *this;
    }
    row_iterator& operator--() {
        if (row_-- == piece_->begin) --piece_;
        return *this;
    }
    row_iterator operator++(int) {
        row_iterator const before = *this;
        ++*this;
        return before;
    }
    row_iterator operator--(int) {
        row_iterator const before = *this;
        --*this;
        return before;
    }
    row_iterator& operator+=(difference_type n) {
        row_ += static_cast<std::size_t>(n);
        if (piece_ && (row_ < piece_->begin || row_ >= piece_[1].begin)) piece_ = detail::piece_of(*all_, row_);
        return *this;
    }
    row_iterator& operator-=(difference_type n) { return *this += -n; }

    [[nodiscard]] friend row_iterator operator+(row_iterator i, difference_type n) { return i += n; }
    [[nodiscard]] friend row_iterator operator+(difference_type n, row_iterator i) { return i += n; }
    [[nodiscard]] friend row_iterator operator-(row_iterator i, difference_type n) { return i -= n; }
    [[nodiscard]] friend difference_type operator-(row_iterator const& a, row_iterator const& b) {
        return static_cast<difference_type>(a.row_ - b.row_);
    }
    [[nodiscard]] friend bool operator==(row_iterator const& a, row_iterator const& b) { return a.row_ == b.row_; }
    [[nodiscard]] friend std::strong_ordering operator<=>(row_iterator const& a, row_iterator const& b) {
        return a.row_ <=> b.row_;
    }

private:
    detail::pieces<Event> const* all_ = nullptr;
    detail::piece<Event> const* piece_ = nullptr;
    std::size_t row_ = 0;
};

/// A measurement that every row has and whose values stand side by side in memory: numbers, timers, enum tags.
template <class Event, class D>
concept contiguous_measurement =
    event_with<Event, D> &&
    detail::column<typename detail::schema<Event>::template entry_at<index_in<Event, D>>>::contiguous;

/// Later appends, merges and evictions of the table do not change it, and it keeps the memory that it shows alive.
template <any_event Event>
class rows {
public:
    using event_type = Event;
    using value_type = row_view<Event>;
    using iterator = row_iterator<Event>;
    using const_iterator = iterator;

    rows() = default;
    rows(std::shared_ptr<detail::pieces<Event> const> all, std::size_t from, std::size_t to)
        : all_(std::move(all)), first_(from), last_(to) {}

    [[nodiscard]] iterator begin() const { return {usable(), first_}; }
    [[nodiscard]] iterator end() const { return {usable(), last_}; }
    [[nodiscard]] std::size_t size() const { return last_ - first_; }
    [[nodiscard]] bool empty() const { return first_ == last_; }
    [[nodiscard]] value_type operator[](std::size_t i) const { return *iterator(all_.get(), first_ + i); }
    [[nodiscard]] value_type front() const { return (*this)[0]; }
    [[nodiscard]] value_type back() const { return (*this)[size() - 1]; }

    /// Rows [from, to), counted from the first of these. Pre-condition: from <= to <= size().
    [[nodiscard]] rows slice(std::size_t from, std::size_t to) const { return {all_, first_ + from, first_ + to}; }

    /// Number of rows before `t`: where the first row at or after it stands. O(log n), by chunk bounds, then in the
    /// chunk.
    [[nodiscard]] std::size_t lower_bound(timestamp t) const {
        return count_while([t](timestamp at) { return at < t; });
    }
    /// Number of rows at or before `t`.
    [[nodiscard]] std::size_t upper_bound(timestamp t) const {
        return count_while([t](timestamp at) { return at <= t; });
    }

    /// The values of a measurement, chunk by chunk, as they stand in memory.
    template <any_descriptor D>
        requires contiguous_measurement<Event, D>
    [[nodiscard]] std::vector<std::span<typename D::value_type const>> column(D const&) const {
        return spans([](detail::chunk<Event> const& chunk) { return chunk.template column_of<D>().data(); });
    }
    /// The stamps of the rows, chunk by chunk.
    [[nodiscard]] std::vector<std::span<timestamp const>> times() const {
        return spans([](detail::chunk<Event> const& chunk) { return chunk.at(); });
    }

    /// Equal rows, wherever they are stored.
    [[nodiscard]] friend bool operator==(rows const& a, rows const& b) {
        if (a.all_ == b.all_ && a.first_ == b.first_ && a.last_ == b.last_) return true;
        return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
    }

private:
    [[nodiscard]] detail::pieces<Event> const* usable() const { return empty() ? nullptr : all_.get(); }

    /// Number of leading rows whose stamps `before` accepts.
    template <class Before>
    [[nodiscard]] std::size_t count_while(Before before) const {
        if (empty()) return 0;
        auto const* const front = detail::piece_of(*all_, first_);
        auto const* const behind = detail::piece_of(*all_, last_ - 1) + 1;
        auto const begins_before = [&](auto const& piece) { return before(piece.data->at()[0]); };
        auto const* const piece = std::partition_point(front + 1, behind, begins_before) - 1;
        timestamp const* const at = piece->data->at();
        std::size_t const from = std::max(first_, piece->begin) - piece->begin;
        std::size_t const to = std::min(last_, piece[1].begin) - piece->begin;
        return static_cast<std::size_t>(std::partition_point(at + from, at + to, before) - at) + piece->begin - first_;
    }

    template <class Data>
    [[nodiscard]] auto spans(Data data) const {
        std::vector<decltype(std::span(data(std::declval<detail::chunk<Event> const&>()), 0))> result;
        for (std::size_t i = first_; i != last_;) {
            auto const* const piece = detail::piece_of(*all_, i);
            std::size_t const end = std::min(last_, piece[1].begin);
            result.emplace_back(data(*piece->data) + (i - piece->begin), end - i);
            i = end;
        }
        return result;
    }

    std::shared_ptr<detail::pieces<Event> const> all_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

} // namespace crucible::telemetry
