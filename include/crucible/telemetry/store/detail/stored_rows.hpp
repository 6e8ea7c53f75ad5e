// SPDX-License-Identifier: MIT
#pragma once
// A stretch of a table's rows that others may see: chunks in order, never changed. What `rows` is made of, whatever the
// event.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/store/detail/chunk.hpp>

#include <limits>

namespace crucible::telemetry::detail {

inline constexpr std::size_t no_row = std::numeric_limits<std::size_t>::max();

/// A chunk and the number of its first row, counted from the first row that the table ever held.
struct piece {
    std::size_t begin = no_row;
    shared_box<chunk> data{};
};

/// The chunks of a table in order, and an end mark; never changed once others see it.
using pieces = dynamic_array<piece>;

/// The piece that holds row `i`: the last one that begins at or before it.
[[nodiscard]] inline piece const* piece_of(pieces const& all, std::size_t i) {
    std::size_t low = 0;
    for (std::size_t high = all.size() - 1; high - low > 1;) {
        std::size_t const middle = low + (high - low) / 2;
        (all[middle].begin <= i ? low : high) = middle;
    }
    return all.data() + low;
}

/// Rows [first, last) by their numbers in the table.
class stored_rows {
public:
    stored_rows() = default;
    stored_rows(shared_box<pieces> all, std::size_t first, std::size_t last, std::uint64_t evicted = 0)
        : all_(std::move(all)), first_(first), last_(last), evicted_(evicted) {}

    [[nodiscard]] std::size_t size() const { return last_ - first_; }
    [[nodiscard]] bool empty() const { return first_ == last_; }
    [[nodiscard]] std::size_t first() const { return first_; }
    [[nodiscard]] std::size_t last() const { return last_; }
    [[nodiscard]] pieces const* all() const { return empty() ? nullptr : all_.get(); }
    [[nodiscard]] bool same(stored_rows const& other) const {
        return all_ == other.all_ && first_ == other.first_ && last_ == other.last_;
    }
    [[nodiscard]] stored_rows slice(std::size_t from, std::size_t to) const {
        return {all_, first_ + from, first_ + to, from == 0 ? evicted_ : 0};
    }
    /// Rows before these that the table has let go.
    [[nodiscard]] std::uint64_t evicted() const { return evicted_; }
    [[nodiscard]] stored_rows evicted(std::uint64_t rows) const { return {all_, first_, last_, rows}; }

    /// Whether some may have weights: the newest chunk tells, since a table that has begun with them goes on.
    [[nodiscard]] bool weighted() const { return !empty() && piece_at(size() - 1).data->weighted(); }

    /// Number of rows before `t`. O(log n), by chunk bounds, then in the chunk.
    [[nodiscard]] std::size_t lower_bound(timestamp t) const {
        return count_while([t](timestamp at) { return at < t; });
    }
    /// Number of rows at or before `t`.
    [[nodiscard]] std::size_t upper_bound(timestamp t) const {
        return count_while([t](timestamp at) { return at <= t; });
    }

    /// `f(chunk, place, n)` for each stretch of rows within one chunk.
    template <class F>
    void for_each_chunk(F f) const {
        for_each_chunk(0, size(), f);
    }

    // As a source of rows.

    [[nodiscard]] timestamp at(std::size_t i) const {
        piece const& in = piece_at(i);
        return in.data->at()[first_ + i - in.begin];
    }
    [[nodiscard]] std::uint32_t thread(std::size_t i) const {
        piece const& in = piece_at(i);
        return in.data->thread()[first_ + i - in.begin];
    }
    [[nodiscard]] double weight(std::size_t i) const {
        piece const& in = piece_at(i);
        return in.data->weight(first_ + i - in.begin);
    }
    [[nodiscard]] std::string_view text(std::size_t i, std::size_t m) const {
        piece const& in = piece_at(i);
        return (*in.data)[m].text(first_ + i - in.begin);
    }
    void put_column(column& to, std::size_t m, std::size_t from, std::size_t n, std::size_t used) const {
        for_each_chunk(from, n, [&](chunk const& data, std::size_t place, std::size_t some) {
            to.put(used, data[m], place, some);
            used += some;
        });
    }

private:
    [[nodiscard]] piece const& piece_at(std::size_t i) const { return *piece_of(*all_, first_ + i); }

    template <class F>
    void for_each_chunk(std::size_t from, std::size_t n, F f) const {
        std::size_t const end = first_ + from + n;
        for (std::size_t i = first_ + from; i != end;) {
            piece const* const in = piece_of(*all_, i);
            std::size_t const some = smaller(end, in[1].begin) - i;
            f(std::as_const(*in->data), i - in->begin, some);
            i += some;
        }
    }

    /// Number of leading rows whose stamps `before` accepts.
    template <class Before>
    [[nodiscard]] std::size_t count_while(Before before) const {
        if (empty()) return 0;
        piece const* const front = piece_of(*all_, first_);
        piece const* const behind = piece_of(*all_, last_ - 1) + 1;
        std::size_t const chunks = first_that_is_not(static_cast<std::size_t>(behind - front - 1),
                                                     [&](std::size_t i) { return before(front[1 + i].data->at()[0]); });
        piece const* const in = front + chunks;
        timestamp const* const at = in->data->at();
        std::size_t const from = larger(first_, in->begin) - in->begin;
        std::size_t const to = smaller(last_, in[1].begin) - in->begin;
        return from + first_that_is_not(to - from, [&](std::size_t i) { return before(at[from + i]); }) + in->begin -
               first_;
    }

    /// Of n things of which the first ones are, and the others are not: how many are. O(log n).
    template <class Is>
    [[nodiscard]] static std::size_t first_that_is_not(std::size_t n, Is is) {
        std::size_t low = 0;
        while (n != 0) {
            std::size_t const half = n / 2;
            if (is(low + half)) low += half + 1, n -= half + 1;
            else n = half;
        }
        return low;
    }

    shared_box<pieces> all_{};
    std::size_t first_ = 0;
    std::size_t last_ = 0;
    std::uint64_t evicted_ = 0;
};

} // namespace crucible::telemetry::detail
