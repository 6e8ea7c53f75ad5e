// SPDX-License-Identifier: MIT
#pragma once
// The memory store: columns in Arrow's layout, in order of time. Appending in order costs what copying the values
// costs; a snapshot costs a lock and a reference count.

#include <crucible/telemetry/store/detail/sequence.hpp>
#include <crucible/telemetry/store/storage.hpp>

#include <mutex>

namespace crucible::telemetry {

/// Rows of one event. Memory is bounded by the retention: limits on rows hold to a quarter, on bytes to one chunk,
/// which is an eighth of the limit or 64 rows; `keep_all` grows with the rows, and is one chunk of 65536 rows ahead at
/// most.
template <any_event Event>
class table {
public:
    explicit table(retention limits = keep_all) : limits_(limits), rows_(empty()) {}

    /// Puts rows in order of time; of equal times those appended earlier come first. `Row` is a row<Event>, a
    /// row_view<Event> or any type with `row[measurement]`, `row.at`, `row.thread`. A batch that begins before the
    /// newest row is merged with the rows behind its beginning: O(batch + those rows). When it throws (std::bad_alloc,
    /// or std::length_error for a text of 2 GiB), no row was put and none was lost.
    template <class Row>
    void append(std::span<Row> sorted_by_time) {
        if (sorted_by_time.empty()) return;
        std::lock_guard const hold(mutex_);
        std::size_t const front = rows_.first();
        std::size_t const place = front + rows_.all().upper_bound(sorted_by_time.front().at);
        if (place == rows_.last()) rows_.append(sorted_by_time, 0, sorted_by_time.size());
        else published_ = rows_.merge(sorted_by_time, place, published_);
        appended_ += sorted_by_time.size();
        enforce_limits();
        evicted_ += rows_.first() - front;
    }

    /// The rows of now. Appending goes on beside readers: they never wait for each other beyond the copy of a pointer.
    [[nodiscard]] rows<Event> snapshot() const {
        std::lock_guard const hold(mutex_);
        published_ = rows_.last();
        return rows_.all();
    }

    [[nodiscard]] std::size_t size() const {
        std::lock_guard const hold(mutex_);
        return rows_.last() - rows_.first();
    }
    [[nodiscard]] std::uint64_t appended() const {
        std::lock_guard const hold(mutex_);
        return appended_;
    }
    /// Rows let go by retention and clear().
    [[nodiscard]] std::uint64_t evicted() const {
        std::lock_guard const hold(mutex_);
        return evicted_;
    }
    /// Values of tags that were stored as "(overflow)", because the tag had as many labels as the retention allows.
    [[nodiscard]] std::uint64_t overflowed() const {
        std::lock_guard const hold(mutex_);
        return cleared_overflow_ + rows_.overflowed();
    }
    [[nodiscard]] std::size_t memory_bytes() const {
        std::lock_guard const hold(mutex_);
        return rows_.bytes();
    }

    /// Lets all rows and labels go; snapshots keep theirs.
    void clear() {
        detail::sequence<Event> fresh = empty();
        std::lock_guard const hold(mutex_);
        evicted_ += rows_.last() - rows_.first();
        cleared_overflow_ += rows_.overflowed();
        published_ = 0;
        std::swap(rows_, fresh);
    }

private:
    [[nodiscard]] detail::sequence<Event> empty() const {
        detail::dictionaries<Event> labels{};
        std::size_t row_bytes = sizeof(timestamp) + sizeof(std::uint32_t);
        walk<Event>([&]<class Entry>(auto const&) {
            if constexpr (detail::column<Entry>::is_label)
                labels[index_in<Event, typename Entry::type>] = std::make_shared<detail::dictionary>(limits_.labels);
            row_bytes += sizeof(typename Entry::type::value_type);
        });
        return {std::move(labels), std::min(limits_.rows / 8, limits_.bytes / 8 / row_bytes)};
    }

    void enforce_limits() {
        std::size_t front = rows_.first();
        if (rows_.last() - front > limits_.rows) front = rows_.last() - limits_.rows;
        if (limits_.age != std::chrono::nanoseconds::max()) {
            rows<Event> const held = rows_.all();
            front = std::max(front, rows_.first() + held.lower_bound(held.back().at - limits_.age));
        }
        if (front != rows_.first()) rows_.evict(front);
        if (limits_.bytes == keep_all.bytes) return;
        while (!rows_.one_chunk() && rows_.bytes() > limits_.bytes) rows_.evict(rows_.second_chunk());
    }

    retention limits_;
    mutable std::mutex mutex_;
    detail::sequence<Event> rows_;
    mutable std::size_t published_ = 0; ///< rows before this one are in a snapshot
    std::uint64_t appended_ = 0;
    std::uint64_t evicted_ = 0;
    std::uint64_t cleared_overflow_ = 0;
};

/// Keeps every row.
struct columnar {
    using role = storage_role;
    template <any_event Event>
    using table = telemetry::table<Event>;
};

/// A table whose retention is a constant of the program.
template <any_event Event, retention const& Limits>
struct limited_table : table<Event> {
    limited_table() : table<Event>(Limits) {}
};

/// Keeps rows within limits: `inline constexpr ct::retention last_hour{.age = 1h};`,
/// `ct::policies<ct::keeping<last_hour>>`.
template <retention const& Limits>
struct keeping {
    using role = storage_role;
    template <any_event Event>
    using table = limited_table<Event, Limits>;
};

namespace detail {
template <std::size_t Rows>
inline constexpr retention newest_rows{.rows = Rows};
}

/// Keeps the newest rows of each event: `ct::policies<ct::bounded<1'000'000>>`.
template <std::size_t Rows>
using bounded = keeping<detail::newest_rows<Rows>>;

} // namespace crucible::telemetry
