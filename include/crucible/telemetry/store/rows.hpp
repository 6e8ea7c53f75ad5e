// SPDX-License-Identifier: MIT
#pragma once
// Rows: an immutable picture of a table in order of time. Copying and slicing share the columns: O(1), whatever the
// size.

#include <crucible/telemetry/store/detail/stored_rows.hpp>
#include <crucible/telemetry/store/row_view.hpp>

#include <compare>
#include <cstddef>
#include <optional>
#include <vector>

namespace crucible::telemetry {

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
    row_iterator(detail::pieces const* all, std::size_t i)
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
    detail::pieces const* all_ = nullptr;
    detail::piece const* piece_ = nullptr;
    std::size_t row_ = 0;
};

namespace detail {
template <class Event, class Descriptor>
consteval bool stands_side_by_side() {
    using entry = typename schema<Event>::template entry_at<index_in<Event, Descriptor>>;
    return !entry::optional && column_for<entry>::form == column_form::values;
}
} // namespace detail

/// A measurement that every row has and whose values stand side by side in memory: numbers, timers, enum tags.
template <class Event, class Descriptor>
concept contiguous_measurement = event_with<Event, Descriptor> && detail::stands_side_by_side<Event, Descriptor>();

/// Later appends, merges and evictions of the table do not change it, and it keeps the memory that it shows alive.
template <any_event Event>
class rows {
public:
    using event_type = Event;
    using value_type = row_view<Event>;
    using iterator = row_iterator<Event>;
    using const_iterator = iterator;

    rows() = default;
    explicit rows(detail::stored_rows held) : held_(std::move(held)) {}

    [[nodiscard]] iterator begin() const { return {held_.all(), held_.first()}; }
    [[nodiscard]] iterator end() const { return {held_.all(), held_.last()}; }
    [[nodiscard]] std::size_t size() const { return held_.size(); }
    [[nodiscard]] bool empty() const { return held_.empty(); }
    [[nodiscard]] value_type operator[](std::size_t i) const { return *iterator(held_.all(), held_.first() + i); }
    [[nodiscard]] value_type front() const { return (*this)[0]; }
    [[nodiscard]] value_type back() const { return (*this)[size() - 1]; }

    /// Rows [from, to), counted from the first of these. Pre-condition: from <= to <= size().
    [[nodiscard]] rows slice(std::size_t from, std::size_t to) const {
        rows part(held_.slice(from, to));
        part.taken_at_ = taken_at_;
        return part;
    }

    /// How many rows before these the table had let go by its retention when the picture was taken; 0 for a slice that
    /// begins later.
    [[nodiscard]] std::uint64_t evicted() const { return held_.evicted(); }

    /// What was "now" by the clock that the rows are stamped by, when the picture was taken; nothing where nobody said.
    [[nodiscard]] std::optional<timestamp> taken_at() const { return taken_at_; }
    [[nodiscard]] rows taken_at(timestamp now) const {
        rows same = *this;
        same.taken_at_ = now;
        return same;
    }

    /// Number of rows before `t`: where the first row at or after it stands. O(log n), by chunk bounds, then in the
    /// chunk.
    [[nodiscard]] std::size_t lower_bound(timestamp t) const { return held_.lower_bound(t); }
    /// Number of rows at or before `t`.
    [[nodiscard]] std::size_t upper_bound(timestamp t) const { return held_.upper_bound(t); }

    /// The values of a measurement, chunk by chunk, as they stand in memory.
    template <any_descriptor Descriptor>
        requires contiguous_measurement<Event, Descriptor>
    [[nodiscard]] std::vector<std::span<typename Descriptor::value_type const>> column(Descriptor const&) const {
        return spans<typename Descriptor::value_type>([](detail::chunk const& chunk) {
            return chunk[index_in<Event, Descriptor>].template values<typename Descriptor::value_type>();
        });
    }
    /// The stamps of the rows, chunk by chunk.
    [[nodiscard]] std::vector<std::span<timestamp const>> times() const {
        return spans<timestamp>([](detail::chunk const& chunk) { return chunk.at(); });
    }

    /// Whether some stand for more than themselves: those of a session with a sampler. O(log chunks).
    [[nodiscard]] bool weighted() const { return held_.weighted(); }
    /// How many rows each stands for, chunk by chunk; an empty span where it is 1 for each of the chunk.
    [[nodiscard]] std::vector<std::span<double const>> weights() const {
        std::vector<std::span<double const>> found;
        held_.for_each_chunk([&](detail::chunk const& chunk, std::size_t place, std::size_t n) {
            double const* const of_chunk = chunk.weights();
            found.push_back(of_chunk != nullptr ? std::span(of_chunk + place, n) : std::span<double const>());
        });
        return found;
    }

    /// Equal rows, wherever they are stored.
    [[nodiscard]] friend bool operator==(rows const& a, rows const& b) {
        return a.held_.same(b.held_) || (a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin()));
    }

private:
    template <class T, class Data>
    [[nodiscard]] std::vector<std::span<T const>> spans(Data data) const {
        std::vector<std::span<T const>> found;
        held_.for_each_chunk([&](detail::chunk const& chunk, std::size_t place, std::size_t n) {
            found.emplace_back(data(chunk) + place, n);
        });
        return found;
    }

    detail::stored_rows held_{};
    std::optional<timestamp> taken_at_{};
};

} // namespace crucible::telemetry
