// SPDX-License-Identifier: MIT
#pragma once
// Chunks: a fixed number of rows of one event as columns. One thread puts rows behind those that others read.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/store/detail/column.hpp>

namespace crucible::telemetry::detail {

/// One dictionary per measurement that needs one, shared by the chunks of a table.
using dictionaries = dynamic_array<shared_box<dictionary>>;

/// What the rows of a table consist of.
struct table_form {
    column_type const* const* columns = nullptr; ///< in declared order
    std::size_t size = 0;
    bool weighted = false; ///< rows have weights
};

class chunk {
public:
    chunk(table_form form, chunk_shape shape, dictionaries const& labels)
        : rows_(shape.rows), at_(shape.rows), thread_(shape.rows), weight_(form.weighted ? shape.rows : 0) {
        columns_.reserve(form.size);
        for (std::size_t m = 0; m != form.size; ++m)
            columns_.emplace_back(*form.columns[m], shape, labels[m]);
    }

    /// How many rows of `source[from, to)` can be put behind the first `used` ones.
    template <class Source>
    [[nodiscard]] std::size_t room_for(Source const& source, std::size_t from, std::size_t to, std::size_t used) const {
        std::size_t n = smaller(to - from, rows_ - used);
        for (std::size_t m = 0; m != columns_.size(); ++m) {
            if (columns_[m].type().form != column_form::text) continue;
            std::size_t left = columns_[m].text_room() - columns_[m].text_used(used);
            std::size_t fitting = 0;
            for (; fitting != n; ++fitting) {
                std::size_t const size = source.text(from + fitting, m).size();
                if (size > left) break;
                left -= size;
            }
            n = fitting;
        }
        return n;
    }

    /// Puts `source[from, from + n)` behind the first `used` rows. Pre-condition: there is room.
    template <class Source>
    void put(Source const& source, std::size_t from, std::size_t n, std::size_t used) {
        for (std::size_t i = 0; i != n; ++i) at_[used + i] = source.at(from + i);
        for (std::size_t i = 0; i != n; ++i) thread_[used + i] = source.thread(from + i);
        if (weighted())
            for (std::size_t i = 0; i != n; ++i) weight_[used + i] = source.weight(from + i);
        for (std::size_t m = 0; m != columns_.size(); ++m) source.put_column(columns_[m], m, from, n, used);
    }

    [[nodiscard]] column const& operator[](std::size_t m) const { return columns_[m]; }
    [[nodiscard]] timestamp const* at() const { return at_.data(); }
    [[nodiscard]] std::uint32_t const* thread() const { return thread_.data(); }
    [[nodiscard]] bool weighted() const { return weight_.bytes() != 0; }
    [[nodiscard]] double weight(std::size_t i) const { return weighted() ? weight_[i] : 1; }
    [[nodiscard]] double const* weights() const { return weighted() ? weight_.data() : nullptr; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t bytes() const {
        std::size_t total = at_.bytes() + thread_.bytes() + weight_.bytes();
        for (column const& each : columns_) total += each.bytes();
        return total;
    }

    /// Bytes of the longest text column of the first `used` rows.
    [[nodiscard]] std::size_t text_bytes(std::size_t used) const {
        std::size_t most = 0;
        for (column const& each : columns_)
            if (each.type().form == column_form::text) most = larger(most, each.text_used(used));
        return most;
    }

private:
    std::size_t rows_;
    dynamic_array<column> columns_;
    buffer<timestamp> at_;
    buffer<std::uint32_t> thread_;
    buffer<double> weight_;
};

/// A batch as a source of rows.
struct rows_of_batch {
    batch const& data;

    [[nodiscard]] std::size_t size() const { return data.size(); }
    [[nodiscard]] timestamp at(std::size_t i) const { return data.at(i); }
    [[nodiscard]] std::uint32_t thread(std::size_t i) const { return data.thread(i); }
    [[nodiscard]] double weight(std::size_t i) const { return data.weight(i); }
    [[nodiscard]] std::string_view text(std::size_t i, std::size_t m) const {
        event_schema const& of = data.schema();
        return held_text(data.row_bytes(i) + of.layout.held[m], of.measurements[m].optional);
    }
    void put_column(column& to, std::size_t m, std::size_t from, std::size_t n, std::size_t used) const {
        event_schema const& of = data.schema();
        to.put(used, data.row_bytes(from) + of.layout.held[m], of.layout.row_bytes, n);
    }
};

/// The rows of one chunk as a source of rows.
struct rows_of_chunk {
    chunk const& data;

    [[nodiscard]] timestamp at(std::size_t i) const { return data.at()[i]; }
    [[nodiscard]] std::uint32_t thread(std::size_t i) const { return data.thread()[i]; }
    [[nodiscard]] double weight(std::size_t i) const { return data.weight(i); }
    [[nodiscard]] std::string_view text(std::size_t i, std::size_t m) const { return data[m].text(i); }
    void put_column(column& to, std::size_t m, std::size_t from, std::size_t n, std::size_t used) const {
        to.put(used, data[m], from, n);
    }
};

} // namespace crucible::telemetry::detail
