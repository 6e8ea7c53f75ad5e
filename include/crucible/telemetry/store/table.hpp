// SPDX-License-Identifier: MIT
#pragma once
// A table: the rows of one event in memory, as columns in Arrow's layout, in order of time. Appending in order costs
// what copying the values costs; a snapshot costs a lock and a reference count.

#include <crucible/telemetry/store/detail/row_table.hpp>
#include <crucible/telemetry/store/rows.hpp>


namespace crucible::telemetry {

/// Memory is bounded by the retention: limits on rows hold to a quarter, on bytes to one chunk, which is an eighth of
/// the limit or 64 rows; `keep_all` grows with the rows, and is one chunk of 65536 rows ahead at most.
template <any_event Event>
class table {
public:
    explicit table(retention limits = keep_all) : held_({detail::column_types<Event>.data(), Event::size}, limits) {}

    /// Puts rows in order of time; of equal times those appended earlier come first. `Row` is a row<Event>, a
    /// row_view<Event> or any type with `row[measurement]`, `row.at`, `row.thread`. A batch that begins before the
    /// newest row is merged with the rows behind its beginning: O(batch + those rows). When it throws (std::bad_alloc,
    /// or std::length_error for a text of 2 GiB), no row was put and none was lost.
    template <class Row>
    void append(std::span<Row> sorted_by_time) {
        if constexpr (std::same_as<std::remove_const_t<Row>, row<Event>>) {
            append(sorted_by_time, {});
        } else {
            std::vector<row<Event>> plain;
            plain.reserve(sorted_by_time.size());
            for (Row const& each : sorted_by_time) plain.push_back(detail::plain_row<Event>(each));
            append(std::span<row<Event> const>{plain}, weights_of(sorted_by_time));
        }
    }
    /// The same of rows that stand for `weights` rows each. Pre-condition: `weights` is empty, or as long as the rows.
    void append(std::span<row<Event> const> sorted_by_time, std::span<double const> weights) {
        held_.append(batch{sorted_by_time, weights});
    }

    /// The rows of now. Appending goes on beside readers: they never wait for each other beyond the copy of a pointer.
    [[nodiscard]] rows<Event> snapshot() const { return rows<Event>(held_.snapshot()); }

    [[nodiscard]] std::size_t size() const { return held_.size(); }
    /// Rows ever appended.
    [[nodiscard]] std::uint64_t appended() const { return held_.appended(); }
    /// Rows let go by retention and clear().
    [[nodiscard]] std::uint64_t evicted() const { return held_.evicted(); }
    /// Values of tags that were stored as "(overflow)", because the rows had as many labels as the retention allows.
    [[nodiscard]] std::uint64_t overflowed() const { return held_.overflowed(); }
    [[nodiscard]] std::size_t memory_bytes() const { return held_.memory_bytes(); }

    /// Lets all rows and labels go; snapshots keep theirs.
    void clear() { held_.clear(); }

private:
    /// Of rows that say what they stand for; empty when all stand for themselves.
    template <class Row>
    [[nodiscard]] static std::vector<double> weights_of(std::span<Row> rows) {
        std::vector<double> weights;
        bool differ = false;
        if constexpr (weighted_row<Row>)
            for (Row const& each : rows) {
                weights.push_back(each.weight());
                differ = differ || weights.back() != 1;
            }
        if (!differ) weights.clear();
        return weights;
    }

    detail::row_table held_;
};

} // namespace crucible::telemetry
