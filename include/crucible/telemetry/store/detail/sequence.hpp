// SPDX-License-Identifier: MIT
#pragma once
// The writing side of a table: rows in order of time in chunks that grow from 1024 to 65536 rows, so that a short run
// takes little and a long one few chunks. Knows no lock: who owns it does.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/store/retention.hpp>
#include <crucible/telemetry/store/detail/stored_rows.hpp>

#include <bit>
#include <stdexcept>

namespace crucible::telemetry::detail {

inline constexpr std::size_t smallest_chunk = 1024;
inline constexpr std::size_t largest_chunk = 65536;
inline constexpr std::size_t most_text = std::numeric_limits<std::int32_t>::max();
inline constexpr std::size_t usual_text = std::size_t{4} << 20; ///< bytes of a text column; more for one text only

class sequence {
public:
    /// `most_rows`: of a chunk. A small table has small chunks, so that whole ones can go.
    sequence(table_form form, dictionaries labels, std::size_t most_rows)
        : form_(form), labels_(std::move(labels)), most_rows_(clamped(most_rows, std::size_t{64}, largest_chunk)) {}

    [[nodiscard]] std::size_t first() const { return first_; }
    [[nodiscard]] std::size_t last() const { return last_; }
    [[nodiscard]] stored_rows all() const { return {list_, first_, last_}; }
    /// Rows from now on have weights; those so far stand for themselves, and get none.
    void begin_weights() { form_.weighted = true; }
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
        return total + past_overflow_;
    }

    /// Lets go of labels that only rows had which are gone: where a dictionary is full and many rows went, the next
    /// rows get a new one, which begins with the labels of the rows that are left. O(rows held), at most once for every
    /// eighth of them that goes. Throws std::bad_alloc, and then nothing has changed.
    void renew_labels() {
        std::size_t const gone = first_ - renewed_at_;
        if (gone == 0 || gone < (last_ - first_) / 8) return;
        for (std::size_t m = 0; m != labels_.size(); ++m) {
            if (!labels_[m] || !labels_[m]->full()) continue;
            auto fresh = shared_box<dictionary>::make(labels_[m]->limit());
            copy_labels(m, *fresh);
            past_overflow_ += labels_[m]->overflowed();
            labels_[m] = std::move(fresh);
            renewed_at_ = first_;
            sealed_ = true;
        }
    }

    /// Puts `source[from, to)` behind all rows; all of them, or none and throws.
    template <class Source>
    void append(Source const& source, std::size_t from, std::size_t to) {
        shared_box<pieces> const list = list_;
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
        sequence moved(form_, labels_, largest_chunk);
        moved.append(all(), place - first_, last_ - first_);
        shared_box<pieces> const list = list_;
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
        auto const* const front = piece_of(*list_, smaller(place, last_ - 1));
        if (front == list_->data()) return;
        pieces left;
        for (auto const* each = front; each != list_->end(); ++each) left.push_back(*each);
        list_ = shared_box<pieces>::make(std::move(left));
    }

private:
    template <class Source>
    std::size_t append_some(Source const& source, std::size_t from, std::size_t to) {
        std::size_t fitting = 0;
        if (list_ && !sealed_ && tail_has_form()) {
            auto const& tail = (*list_)[list_->size() - 2];
            std::size_t const used = last_ - tail.begin;
            fitting = tail.data->room_for(source, from, to, used);
            tail.data->put(source, from, fitting, used);
            last_ += fitting;
        }
        if (fitting == 0) {
            add_chunk(next_shape(source, from));
            sealed_ = false;
        }
        return fitting;
    }

    /// Not when it is of before there were weights.
    [[nodiscard]] bool tail_has_form() const {
        return (*list_)[list_->size() - 2].data->weighted() == form_.weighted;
    }

    /// The labels that rows held now have of measurement `m`.
    void copy_labels(std::size_t m, dictionary& to) const {
        all().for_each_chunk([&](chunk const& data, std::size_t place, std::size_t n) {
            for (std::size_t i = place; i != place + n; ++i)
                if (data[m].present(i) && data[m].label(i) != dictionary::overflow_label)
                    (void)to.code_of(data[m].label(i));
        });
    }

    template <class Batch>
    void merge(stored_rows const& stored, Batch const& batch) {
        std::size_t i = 0;
        std::size_t j = 0;
        while (i != stored.size() || j != batch.size()) {
            std::size_t const i_end = j == batch.size() ? stored.size() : stored.upper_bound(batch.at(j));
            append(stored, i, i_end);
            i = i_end;
            std::size_t const run = j;
            while (j != batch.size() && (i == stored.size() || batch.at(j) < stored.at(i))) ++j;
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
        pieces shorter;
        for (auto const* each = list_->data(); each != list_->data() + keep; ++each) shorter.push_back(*each);
        bool const shown = place < published && kept != 0;
        if (shown) {
            chunk_shape const shape{piece->data->rows(), room_for_text(piece->data->text_bytes(kept))};
            shorter.back().data = shared_box<chunk>::make(form_, shape, labels_);
            shorter.back().data->put(rows_of_chunk{*piece->data}, 0, kept, 0);
        }
        replace(std::move(shorter));
        last_ = place;
        return shown ? begin : smaller(place, published);
    }

    /// Undoes what appending wrote over the rows from `place` on of their chunk.
    void put_back(stored_rows const& cut_off, std::size_t place) {
        auto const* const piece = piece_of(*list_, place);
        piece->data->put(cut_off, 0, smaller(last_, piece[1].begin) - place, place - piece->begin);
    }

    void add_chunk(chunk_shape shape) {
        pieces longer;
        if (list_)
            for (auto const* each = list_->begin(); each != list_->end() - 1; ++each) longer.push_back(*each);
        longer.push_back(piece{last_, shared_box<chunk>::make(form_, shape, labels_)});
        replace(std::move(longer));
    }

    void replace(pieces list) {
        if (list.empty()) {
            list_ = {};
            return;
        }
        list.push_back(piece{});
        list_ = shared_box<pieces>::make(std::move(list));
    }

    /// Twice the rows of a chunk that was filled; as many as went into one whose text was full before; text by what the
    /// rows so far had, and at least what the next one has.
    template <class Source>
    [[nodiscard]] chunk_shape next_shape(Source const& source, std::size_t next) const {
        std::size_t rows = smallest_chunk;
        std::size_t text = 16;
        if (list_) {
            auto const& tail = (*list_)[list_->size() - 2];
            std::size_t const used = last_ - tail.begin;
            rows = used == tail.data->rows() ? 2 * used : std::bit_ceil(used);
            text = tail.data->text_bytes(used) * 5 / 4 / used + 1;
        }
        rows = clamped(rows, smaller(smallest_chunk, most_rows_), most_rows_);
        return {rows, has_text() ? larger(smaller(rows * text, usual_text), longest_text(source, next)) : 0};
    }

    [[nodiscard]] static std::size_t room_for_text(std::size_t used) {
        return clamped(used * 2, usual_text / 64, most_text);
    }

    [[nodiscard]] bool has_text() const {
        for (std::size_t m = 0; m != form_.size; ++m)
            if (form_.columns[m]->form == column_form::text) return true;
        return false;
    }

    template <class Source>
    [[nodiscard]] std::size_t longest_text(Source const& source, std::size_t row) const {
        std::size_t longest = 0;
        for (std::size_t m = 0; m != form_.size; ++m)
            if (form_.columns[m]->form == column_form::text) longest = larger(longest, source.text(row, m).size());
        if (longest > most_text) throw std::length_error("a text of a row has more than 2^31 - 1 bytes");
        return longest;
    }

    table_form form_;
    dictionaries labels_;
    std::size_t most_rows_;
    shared_box<pieces> list_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
    std::size_t renewed_at_ = 0;      ///< `first_` when labels were last renewed
    std::uint64_t past_overflow_ = 0; ///< of dictionaries that were renewed
    bool sealed_ = false;             ///< the last chunk takes no more rows: its labels are of an older dictionary
};

} // namespace crucible::telemetry::detail
