// SPDX-License-Identifier: MIT
#pragma once
// Cells kept as words that one thread updates while others read: which can be, and how each takes a value.

#include <crucible/telemetry/cells/aside.hpp>
#include <crucible/telemetry/cells/counted.hpp>
#include <crucible/telemetry/cells/moments.hpp>
#include <crucible/telemetry/cells/successes.hpp>
#include <crucible/telemetry/cells/total.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>
#include <crucible/telemetry/statistics/number_of.hpp>
#include <crucible/telemetry/tally/detail/word.hpp>

#include <cstring>

namespace crucible::telemetry::detail {

/// How a thread's words stand for a cell C of values V. A specialisation is
/// * in words: `size` of them; `begin(at)` makes them those of C{}, `take(at, value)` adds a row, `read(copy, rows)` is
///   the cell, where `rows` is how many rows there were, if it `reads_rows`; `by_adding`: a row is one addition to a
///   word;
/// * or by itself: `alone`, an object with `begin()`, `take(value)`, `take_usual(value)`, and `read(stuck)`, which any
///   thread may call at any time.
template <class C, class V>
struct tallied_cell {
    static constexpr bool possible = false;
};

/// Values of which none is put aside, and whose sums are exact.
template <class V>
inline constexpr bool whole_value = std::is_integral_v<V> || is_duration<V>;

template <class V>
[[nodiscard]] constexpr auto whole(V value) {
    if constexpr (is_duration<V>) return value.count();
    else return value;
}

/// Rows of a number: exact up to 2^53.
template <class C>
[[nodiscard]] C many(C cell, double value, std::uint64_t rows) {
    if (rows != 0) cell(value, static_cast<double>(rows));
    return cell;
}

template <class V>
struct tallied_cell<cells::counted, V> {
    static constexpr bool possible = true, alone = false, by_adding = true, reads_rows = true;
    static constexpr std::size_t size = 0;
    static void begin(shared_word*) noexcept {}
    CRUCIBLE_TELEMETRY_FAST_PATH static void take(shared_word*, V const&) noexcept {}
    static cells::counted read(std::uint64_t const*, std::uint64_t rows) { return many(cells::counted{}, 0, rows); }
};

/// The word is added to where the value is put aside.
template <class V>
struct tallied_cell<cells::aside, V> {
    static constexpr bool possible = true, alone = false, by_adding = true, reads_rows = false;
    static constexpr std::size_t size = whole_value<V> ? 0 : 1;
    static void begin(shared_word* at) noexcept {
        if constexpr (size != 0) put(*at, std::uint64_t{0});
    }
    CRUCIBLE_TELEMETRY_FAST_PATH static void take(shared_word*, V const&) noexcept {}
    static cells::aside read([[maybe_unused]] std::uint64_t const* copy, std::uint64_t) {
        cells::aside cell;
        if constexpr (size != 0) cell.put_aside(static_cast<double>(*copy));
        return cell;
    }
};

/// Of flags: how often it was set.
template <class V>
struct tallied_cell<cells::successes, V> {
    static constexpr bool possible = true, alone = false, by_adding = true, reads_rows = true;
    static constexpr std::size_t size = 1;
    static void begin(shared_word* at) noexcept { put(*at, std::uint64_t{0}); }
    CRUCIBLE_TELEMETRY_FAST_PATH static void take(shared_word* at, V const& set) noexcept { add(*at, set ? 1 : 0); }
    static cells::successes read(std::uint64_t const* copy, std::uint64_t rows) {
        return many(many(cells::successes{}, 1, *copy), 0, rows - *copy);
    }
};

/// Of integers: their sum, exactly. The second word is the sum modulo 2^64, the first how often it went past the end.
/// Who reads the first, the second and the first again knows that no end was passed meanwhile; but who reads between the
/// two additions of the one row that passes it, some nanoseconds, takes the sum for 2^64 less. (To see it before it is
/// made would cost every row five instructions.)
template <class V>
    requires whole_value<V>
struct tallied_cell<cells::total, V> {
    static constexpr bool possible = true, alone = false, by_adding = true, reads_rows = false;
    static constexpr std::size_t size = 2, numbers = 1;

    static void begin(shared_word* at) noexcept {
        put(at[0], std::uint64_t{0});
        put(at[1], std::uint64_t{0});
    }
    CRUCIBLE_TELEMETRY_FAST_PATH static void take(shared_word* at, V const& value) noexcept {
        auto const n = static_cast<sum_type>(whole(value));
        if (add_and_ask<sum_type>(at[1], n)) [[unlikely]] add(at[0], n < 0 ? ~std::uint64_t{0} : std::uint64_t{1});
    }
    [[nodiscard]] static bool agree(shared_word const* at, std::uint64_t const* copy) noexcept {
        return at[0].load(std::memory_order_acquire) == copy[0];
    }
    static cells::total read(std::uint64_t const* copy, std::uint64_t) {
        auto const sum = static_cast<sum_type>(copy[1]);
        auto const low = static_cast<sum_type>(sum % (sum_type{1} << 32)); // both halves are doubles
        cells::total cell;
        if (copy[0] != 0) cell(static_cast<double>(static_cast<std::int64_t>(copy[0])) * 0x1p64);
        cell(static_cast<double>(sum - low));
        cell(static_cast<double>(low));
        return cell;
    }

private:
    using sum_type = std::conditional_t<std::is_signed_v<decltype(whole(V{}))>, std::int64_t, std::uint64_t>;
};

/// Bytes of a cell that change together: more of them than this would cost an emission more than a row in a ring.
inline constexpr std::size_t most_tallied_bytes = 256;

/// Any other cell that is a few words long, and looks at neither time nor order: its own bytes, copied out and back.
template <class C, class V>
    requires(cell<C> && std::is_trivially_copyable_v<C> && sizeof(C) <= most_tallied_bytes && calculable<V> &&
             !timed_cell<C> && !ordered_cell<C>)
struct tallied_cell<C, V> {
    static constexpr bool possible = true, alone = false, by_adding = false, reads_rows = false;
    static constexpr std::size_t size = (sizeof(C) + 7) / 8;

    static void begin(shared_word* at) noexcept { write(at, C{}); }
    static void take(shared_word* at, V const& value) noexcept {
        C cell = read_own(at);
        cell(as_number(value));
        write(at, cell);
    }
    static C read(std::uint64_t const* copy, std::uint64_t) {
        C cell;
        std::memcpy(static_cast<void*>(&cell), copy, sizeof cell);
        return cell;
    }

private:
    static C read_own(shared_word const* at) noexcept {
        std::uint64_t copy[size];
        for (std::size_t i = 0; i != size; ++i) copy[i] = own(at[i]);
        return read(copy, 0);
    }
    static void write(shared_word* at, C const& cell) noexcept {
        std::uint64_t copy[size]{};
        std::memcpy(copy, &cell, sizeof cell);
        for (std::size_t i = 0; i != size; ++i) put(at[i], copy[i]);
    }
};

/// A row changes the sums of its block, in three words; a block's end is the cell's own work.
template <class V>
struct tallied_cell<cells::moments, V> {
    static constexpr bool possible = calculable<V>, alone = false, by_adding = false, reads_rows = false;
    static constexpr std::size_t size = 12;

    static void begin(shared_word* at) noexcept { write(at, {}); }

    CRUCIBLE_TELEMETRY_FAST_PATH static void take(shared_word* at, V const& value) noexcept {
        double const x = as_number(value);
        std::uint64_t const rows = own(at[rows_at]);
        if (rows == own(at[end_at]) || !(absolute(x) < cells::detail::far_away)) [[unlikely]]
            return take_by_cell(at, x);
        shared_word* const sums = at + sums_at + 2 * (rows % 2);
        double const d = x - own_number(at[shift_at]);
        put(sums[0], own_number(sums[0]) + d);
        put(sums[1], own_number(sums[1]) + d * d);
        put(at[rows_at], rows + 1);
    }

    static cells::moments read(std::uint64_t const* copy, std::uint64_t) {
        auto const number = [copy](std::size_t i) { return std::bit_cast<double>(copy[i]); };
        cells::moments cell;
        cell.rows_ = copy[rows_at];
        cell.block_end_ = copy[end_at];
        cell.shift_ = number(shift_at);
        cell.sums_.chain = {{{number(sums_at), number(sums_at + 1)}, {number(sums_at + 2), number(sums_at + 3)}}};
        cell.block_begin_ = copy[begin_at];
        cell.anchor_ = number(anchor_at);
        cell.folded_ = {number(folded_at), number(folded_at + 1), number(folded_at + 2)};
        return cell;
    }

private:
    static void write(shared_word* at, cells::moments const& cell) noexcept {
        put(at[rows_at], cell.rows_);
        put(at[end_at], cell.block_end_);
        put(at[shift_at], cell.shift_);
        for (std::size_t i = 0; i != 4; ++i) put(at[sums_at + i], cell.sums_.chain[i / 2][i % 2]);
        put(at[begin_at], cell.block_begin_);
        put(at[anchor_at], cell.anchor_);
        put(at[folded_at], cell.folded_.weight);
        put(at[folded_at + 1], cell.folded_.mean);
        put(at[folded_at + 2], cell.folded_.m2);
    }

    [[gnu::noinline]] static void take_by_cell(shared_word* at, double x) noexcept {
        std::uint64_t copy[size];
        for (std::size_t i = 0; i != size; ++i) copy[i] = own(at[i]);
        cells::moments cell = read(copy, 0);
        cell(x);
        write(at, cell);
    }

    static constexpr std::size_t rows_at = 0, end_at = 1, shift_at = 2, sums_at = 3, begin_at = 7, anchor_at = 8,
                                 folded_at = 9;
};

} // namespace crucible::telemetry::detail
