// SPDX-License-Identifier: MIT
#pragma once
// The writing side of a table: rows in order of time in chunks that grow from 1024 to 65536 rows, so that a short run
// takes little and a long one few chunks. Knows no lock: who owns it does.

#include <crucible/telemetry/store/retention.hpp>
#include <crucible/telemetry/store/rows.hpp>

#include <bit>
#include <stdexcept>

namespace crucible::telemetry::detail {

inline constexpr std::size_t smallest_chunk = 1024;
inline constexpr std::size_t largest_chunk = 65536;
inline constexpr std::size_t most_text = std::numeric_limits<std::int32_t>::max();
inline constexpr std::size_t usual_text = std::size_t{4} << 20; ///< bytes of a text column; more for one text only

/// The rows of one chunk as a source of rows.
template <any_event Event>
struct rows_of {
    chunk<Event> const& data;
    row_view<Event> operator[](std::size_t i) const { return {data, i}; }
};

template <any_event Event>
class sequence {
public:
    /// `most_rows`: of a chunk. A small table has small chunks, so that whole ones can go.
    sequence(dictionaries<Event> labels, std::size_t most_rows)
        : labels_(std::move(labels)), most_rows_(std::clamp(most_rows, std::size_t{64}, largest_chunk)) {}

    [[nodiscard]] std::size_t first() const { return first_; }
    [[nodiscard]] std::size_t last() const { return last_; }
    [[nodiscard]] rows<Event> all() const { return {list_, first_, last_}; }
    [[nodiscard]] bool one_chunk() const { return !list_ || list_->size() <= 2; }
    [[nodiscard]] std::size_t second_chunk() const { return (*list_)[1].begin; }
    [[nodiscard]] std::size_t bytes() const {
        std::size_t total = 0;
        if (list_)
            for (auto const& piece : *list_) total += sizeof(piece) + (piece.data ? piece.data->bytes() : 0);
        for (auto const& dictionary : labels_) total += dictionary ? dictionary->bytes() : 0;
        return total;
    }

    /// Values stored as the overflow label.
    [[nodiscard]] std::uint64_t overflowed() const {
        std::uint64_t total = 0;
        for (auto const& dictionary : labels_) total += dictionary ? dictionary->overflowed() : 0;
        return total;
    }

    /// Puts `source[from, to)` behind all rows; all of them, or none and throws.
    template <class Source>
    void append(Source const& source, std::size_t from, std::size_t to) {
        std::shared_ptr<pieces<Event> const> const list = list_;
        std::size_t const end = last_;
        try {
            while (from != to) from += append_some(source, from, to);
        } catch (...) {
            list_ = list;
            last_ = end;
            throw;
        }
    }

    /// Puts a batch that begins before the row `place` among the rows from there on; equal times: stored rows first.
    /// Rows before `published` have been shown to others and stay as they are: their chunk is copied when it is
    /// touched. Returns the new `published`. All rows of the batch, or none and throws.
    template <class Batch>
    std::size_t merge(Batch const& batch, std::size_t place, std::size_t published) {
        sequence moved(labels_, largest_chunk);
        moved.append(all(), place - first_, last_ - first_);
        std::shared_ptr<pieces<Event> const> const list = list_;
        std::size_t const end = last_;
        try {
            std::size_t const still_published = cut(place, published);
            merge(moved.all(), batch);
            return still_published;
        } catch (...) {
            list_ = list;
            last_ = end;
            if (place >= published) put_back(moved.all(), place);
            throw;
        }
    }

    /// Drops the rows before `place`, and the chunks that then hold none.
    void evict(std::size_t place) {
        first_ = place;
        if (!list_) return;
        auto const* const front = piece_of(*list_, std::min(place, last_ - 1));
        if (front == list_->data()) return;
        list_ = std::make_shared<pieces<Event> const>(front, list_->data() + list_->size());
    }

private:
    template <class Source>
    std::size_t append_some(Source const& source, std::size_t from, std::size_t to) {
        std::size_t fitting = 0;
        if (list_) {
            auto const& tail = (*list_)[list_->size() - 2];
            std::size_t const used = last_ - tail.begin;
            fitting = tail.data->room_for(source, from, to, used);
            tail.data->put(source, from, fitting, used);
            last_ += fitting;
        }
        if (fitting == 0) add_chunk(next_shape(source[from]));
        return fitting;
    }

    template <class Batch>
    void merge(rows<Event> const& stored, Batch const& batch) {
        std::size_t i = 0;
        std::size_t j = 0;
        while (i != stored.size() || j != batch.size()) {
            std::size_t const i_end = j == batch.size() ? stored.size() : stored.upper_bound(batch[j].at);
            append(stored, i, i_end);
            i = i_end;
            std::size_t const run = j;
            while (j != batch.size() && (i == stored.size() || batch[j].at < stored[i].at)) ++j;
            append(batch, run, j);
        }
    }

    /// Drops the rows from `place` on. The chunk that holds it is copied when others have seen rows of it from there
    /// on.
    std::size_t cut(std::size_t place, std::size_t published) {
        auto const* const piece = piece_of(*list_, place);
        auto const keep = piece - list_->data() + (piece->begin < place ? 1 : 0);
        std::size_t const begin = piece->begin;
        std::size_t const kept = place - begin;
        pieces<Event> shorter(list_->begin(), list_->begin() + keep);
        bool const shown = place < published && kept != 0;
        if (shown) {
            chunk_shape const shape{piece->data->rows(), room_for_text(piece->data->text_bytes(kept))};
            shorter.back().data = std::make_shared<chunk<Event>>(shape, labels_);
            shorter.back().data->put(rows_of<Event>{*piece->data}, 0, kept, 0);
        }
        replace(std::move(shorter));
        last_ = place;
        return shown ? begin : std::min(place, published);
    }

    /// Undoes what appending wrote over the rows from `place` on of their chunk.
    void put_back(rows<Event> const& cut_off, std::size_t place) {
        auto const* const piece = piece_of(*list_, place);
        piece->data->put(cut_off, 0, std::min(last_, piece[1].begin) - place, place - piece->begin);
    }

    void add_chunk(chunk_shape shape) {
        pieces<Event> longer;
        if (list_) longer.assign(list_->begin(), list_->end() - 1);
        longer.push_back({last_, std::make_shared<chunk<Event>>(shape, labels_)});
        replace(std::move(longer));
    }

    void replace(pieces<Event> list) {
        if (list.empty()) {
            list_.reset();
            return;
        }
        list.push_back({});
        list_ = std::make_shared<pieces<Event> const>(std::move(list));
    }

    /// Twice the rows of a chunk that was filled; as many as went into one whose text was full before; text by what the
    /// rows so far had, and at least what the next one has.
    template <class Row>
    [[nodiscard]] chunk_shape next_shape(Row const& row) const {
        std::size_t rows = smallest_chunk;
        std::size_t text = 16;
        if (list_) {
            auto const& tail = (*list_)[list_->size() - 2];
            std::size_t const used = last_ - tail.begin;
            rows = used == tail.data->rows() ? 2 * used : std::bit_ceil(used);
            text = tail.data->text_bytes(used) * 5 / 4 / used + 1;
        }
        rows = std::clamp(rows, std::min(smallest_chunk, most_rows_), most_rows_);
        return {rows, chunk<Event>::has_text ? std::max(std::min(rows * text, usual_text), longest_text(row)) : 0};
    }

    [[nodiscard]] static std::size_t room_for_text(std::size_t used) {
        return std::clamp(used * 2, usual_text / 64, most_text);
    }

    template <class Row>
    [[nodiscard]] static std::size_t longest_text(Row const& row) {
        std::size_t longest = 0;
        walk<Event>([&]<class Entry>(auto const& measurement) {
            if constexpr (column<Entry>::is_text) longest = std::max(longest, text_in(row[measurement]).size());
        });
        if (longest > most_text) throw std::length_error("a text of a row has more than 2^31 - 1 bytes");
        return longest;
    }

    dictionaries<Event> labels_;
    std::size_t most_rows_;
    std::shared_ptr<pieces<Event> const> list_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

} // namespace crucible::telemetry::detail
