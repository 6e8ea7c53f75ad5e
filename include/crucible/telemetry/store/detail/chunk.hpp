// SPDX-License-Identifier: MIT
#pragma once
// Chunks: a fixed number of rows of one event as columns. One thread puts rows behind those that others read.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/schema/walk.hpp>
#include <crucible/telemetry/store/detail/column.hpp>

#include <array>
#include <span>

namespace crucible::telemetry::detail {

/// One dictionary per measurement that needs one, shared by all chunks of a table.
template <any_event Event>
using dictionaries = std::array<std::shared_ptr<dictionary>, Event::size == 0 ? 1 : Event::size>;

/// The text of a value that may be missing.
inline std::string_view text_in(std::string_view text) { return text; }
inline std::string_view text_in(std::optional<std::string_view> const& text) { return text.value_or(""); }

template <any_event Event>
class chunk;

template <fixed_string Name, auto const&... Ms>
class chunk<event<Name, Ms...>> : column<entry_of<Ms>>... {
public:
    using event_type = event<Name, Ms...>;
    static constexpr bool has_text = (column<entry_of<Ms>>::is_text || ...);

    chunk(chunk_shape shape, [[maybe_unused]] dictionaries<event_type> const& labels)
        : column<entry_of<Ms>>(shape, labels[index_in<event_type, typename entry_of<Ms>::type>])..., rows_(shape.rows),
          at_(shape.rows), thread_(shape.rows) {}

    /// How many rows of `source[from, to)` can be put behind the first `used` ones.
    template <class Source>
    [[nodiscard]] std::size_t room_for([[maybe_unused]] Source const& source, std::size_t from, std::size_t to,
                                       std::size_t used) const {
        std::size_t n = std::min(to - from, rows_ - used);
        (limit_by_text<entry_of<Ms>>(source, from, used, n), ...);
        return n;
    }

    /// Puts `source[from, from + n)` behind the first `used` rows. Pre-condition: there is room.
    template <class Source>
    void put(Source const& source, std::size_t from, std::size_t n, std::size_t used) {
        for (std::size_t i = 0; i != n; ++i) at_[used + i] = source[from + i].at;
        for (std::size_t i = 0; i != n; ++i) thread_[used + i] = source[from + i].thread;
        (put_column<entry_of<Ms>>(source, from, n, used), ...);
    }

    template <class D>
    [[nodiscard]] auto get(std::size_t i) const {
        return column_of<D>().get(i);
    }
    template <class D>
    [[nodiscard]] auto const& column_of() const {
        using entry = typename schema<event_type>::template entry_at<index_in<event_type, D>>;
        return static_cast<column<entry> const&>(*this);
    }
    [[nodiscard]] timestamp const* at() const { return at_.data(); }
    [[nodiscard]] std::uint32_t const* thread() const { return thread_.data(); }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t bytes() const {
        return (column<entry_of<Ms>>::bytes() + ... + (at_.bytes() + thread_.bytes()));
    }

    /// Bytes of the longest text column of the first `used` rows.
    [[nodiscard]] std::size_t text_bytes([[maybe_unused]] std::size_t used) const {
        std::size_t most = 0;
        ((most = std::max(most, text_bytes_of<entry_of<Ms>>(used))), ...);
        return most;
    }

private:
    template <class Entry, class Source>
    void limit_by_text([[maybe_unused]] Source const& source, [[maybe_unused]] std::size_t from,
                       [[maybe_unused]] std::size_t used, [[maybe_unused]] std::size_t& n) const {
        if constexpr (column<Entry>::is_text) {
            text_column const& texts = column<Entry>::text();
            std::size_t left = texts.room() - texts.used(used);
            std::size_t fitting = 0;
            for (; fitting != n; ++fitting) {
                std::size_t const size = text_in(source[from + fitting][typename Entry::type{}]).size();
                if (size > left) break;
                left -= size;
            }
            n = fitting;
        }
    }

    template <class Entry, class Source>
    void put_column(Source const& source, std::size_t from, std::size_t n, std::size_t used) {
        constexpr typename Entry::type measurement{};
        column<Entry>& values = *this;
        for (std::size_t i = 0; i != n; ++i) values.put(used + i, source[from + i][measurement]);
    }

    template <class Entry>
    [[nodiscard]] std::size_t text_bytes_of([[maybe_unused]] std::size_t used) const {
        if constexpr (column<Entry>::is_text) return column<Entry>::text().used(used);
        else return 0;
    }

    std::size_t rows_;
    buffer<timestamp> at_;
    buffer<std::uint32_t> thread_;
};

} // namespace crucible::telemetry::detail
