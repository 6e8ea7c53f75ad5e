// SPDX-License-Identifier: MIT
#pragma once
// The rows of one event in memory, whatever the event: what a table is made of. One thread appends, any thread looks.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/time_span.hpp>
#include <crucible/telemetry/store/detail/sequence.hpp>

#include <mutex>

namespace crucible::telemetry::detail {

/// A template, so that it is compiled only where a store is.
template <class = void>
class basic_row_table {
public:
    basic_row_table(table_form form, retention limits) : form_(form), limits_(limits), rows_(empty()) {}

    /// Rows in order of time. All of them, or none and throws; see `table::append`.
    void append(batch const& sorted_by_time) {
        if (sorted_by_time.empty()) return;
        std::lock_guard const hold(mutex_);
        sequence const before = rows_;
        std::size_t const front = rows_.first();
        try {
            put(sorted_by_time);
        } catch (...) {
            rows_ = before;
            throw;
        }
        appended_ += sorted_by_time.size();
        enforce_limits();
        evicted_ += rows_.first() - front;
    }

    /// The rows of now.
    [[nodiscard]] stored_rows snapshot() const {
        std::lock_guard const hold(mutex_);
        published_ = rows_.last();
        return rows_.all().evicted(evicted_);
    }

    [[nodiscard]] std::size_t size() const {
        std::lock_guard const hold(mutex_);
        return rows_.last() - rows_.first();
    }
    [[nodiscard]] std::uint64_t appended() const {
        std::lock_guard const hold(mutex_);
        return appended_;
    }
    [[nodiscard]] std::uint64_t evicted() const {
        std::lock_guard const hold(mutex_);
        return evicted_;
    }
    [[nodiscard]] std::uint64_t overflowed() const {
        std::lock_guard const hold(mutex_);
        return cleared_overflow_ + rows_.overflowed();
    }
    [[nodiscard]] std::size_t memory_bytes() const {
        std::lock_guard const hold(mutex_);
        return rows_.bytes();
    }

    void clear() {
        sequence fresh = empty();
        std::lock_guard const hold(mutex_);
        evicted_ += rows_.last() - rows_.first();
        cleared_overflow_ += rows_.overflowed();
        published_ = 0;
        std::swap(rows_, fresh);
    }

private:
    [[nodiscard]] sequence empty() const {
        dictionaries labels(form_.size);
        std::size_t row_bytes = sizeof(timestamp) + sizeof(std::uint32_t);
        for (std::size_t m = 0; m != labels.size(); ++m) {
            column_type const& type = *form_.columns[m];
            if (type.form == column_form::codes) labels[m] = shared_box<dictionary>::make(limits_.labels);
            row_bytes += type.form == column_form::bits ? 1 : larger<std::size_t>(type.width, sizeof(std::int32_t));
        }
        return {form_, std::move(labels), smaller(limits_.rows / 8, limits_.bytes / 8 / row_bytes)};
    }

    void put(batch const& sorted) {
        if (!sorted.weights().empty()) rows_.begin_weights();
        rows_of_batch const source{sorted};
        std::size_t const place = rows_.first() + rows_.all().upper_bound(sorted.at(0));
        if (place != rows_.last()) {
            rows_.renew_labels();
            published_ = rows_.merge(source, place, published_);
            return;
        }
        std::size_t const useless = make_room(sorted);
        rows_.renew_labels();
        rows_.append(source, useless, sorted.size());
        evicted_ += useless;
    }

    /// Lets go of rows that will be gone when the batch has come, so that their labels do not count any more; how many
    /// rows of the batch itself will be gone.
    std::size_t make_room(batch const& coming) {
        std::size_t const n = coming.size();
        std::size_t const held = rows_.last() - rows_.first();
        if (limits_.rows < held + n) rows_.evict(rows_.first() + smaller(held, held + n - limits_.rows));
        return limits_.rows < n ? n - limits_.rows : 0;
    }

    void enforce_limits() {
        std::size_t front = rows_.first();
        if (rows_.last() - front > limits_.rows) front = rows_.last() - limits_.rows;
        if (limits_.age != std::chrono::nanoseconds::max()) {
            stored_rows const held = rows_.all();
            front = larger(front, rows_.first() + held.lower_bound(before_by(held.at(held.size() - 1), limits_.age)));
        }
        if (front != rows_.first()) rows_.evict(front);
        if (limits_.bytes == keep_all.bytes) return;
        while (!rows_.one_chunk() && rows_.bytes() > limits_.bytes) rows_.evict(rows_.second_chunk());
    }

    table_form form_;
    retention limits_;
    mutable std::mutex mutex_;
    sequence rows_;
    mutable std::size_t published_ = 0; ///< rows before this one are in a snapshot
    std::uint64_t appended_ = 0;
    std::uint64_t evicted_ = 0;
    std::uint64_t cleared_overflow_ = 0;
};

using row_table = basic_row_table<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_row_table<>);

} // namespace crucible::telemetry::detail
