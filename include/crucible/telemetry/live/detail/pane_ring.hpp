// SPDX-License-Identifier: MIT
#pragma once
// A ring of mergeable panes under a binary tree of their sums: a row costs O(1) amortised, the sum of any stretch of
// panes O(log panes) merges, all lengths of windows at once. One thread feeds it; any thread reads.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/published.hpp>
#include <crucible/telemetry/core/window_grid.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <concepts>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

/// An amount of rows or of time, as a template argument: `100`, `10s`.
struct extent {
    std::int64_t amount; ///< rows, or nanoseconds
    bool in_time;

    template <std::integral Rows>
    constexpr extent(Rows rows) : amount(static_cast<std::int64_t>(rows)), in_time(false) {}

    template <class Rep, class Period>
    constexpr extent(std::chrono::duration<Rep, Period> time)
        : amount(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count()), in_time(true) {}
};

namespace detail {

/// Pane number n holds the rows of [n, n + 1) lengths since the epoch, or since the first row. The sum of 2^k panes
/// from a multiple of 2^k on is kept beside them, so that a ring of N panes has no more than 2 N accumulators, each
/// made when it is first needed.
template <class Accumulator, extent Length, extent Kept, bool Shared>
class pane_ring {
public:
    using accumulator_type = Accumulator;
    using value_type = typename Accumulator::value_type;

    static constexpr bool in_time = Length.in_time;
    static constexpr std::int64_t length = Length.amount;
    static constexpr std::int64_t longest = Kept.amount;
    static constexpr std::int64_t kept = (Kept.amount + length - 1) / length + 1; ///< panes: one is always growing
    static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();

    /// Some panes that follow one another, as one.
    struct pane {
        std::int64_t number = none; ///< in units of as many panes
        std::uint64_t era = 0;      ///< how often the ring had been reset
        std::int64_t rows = 0;
        timestamp first = timestamp::max(), last = timestamp::min(); ///< the times of its first and its last row
        Accumulator content{};

        pane& operator+=(pane const& later) {
            rows += later.rows;
            first = std::min(first, later.first);
            last = std::max(last, later.last);
            content += later.content;
            return *this;
        }
    };

    /// Throws std::bad_alloc. Memory of panes that have no rows yet is not touched.
    pane_ring() {
        if (nodes_ == nullptr || held_ == nullptr) throw std::bad_alloc();
    }
    pane_ring(pane_ring const&) = delete;
    pane_ring& operator=(pane_ring const&) = delete;
    ~pane_ring() {
        for (std::size_t i = 0; i != places; ++i) delete nodes_.get()[i].load(std::memory_order_relaxed);
    }

    // Feeding: one thread at a time.

    /// Pre-condition: as many times as values. Rows should come in order of time; those that do not cost O(log panes).
    void add(std::span<value_type const> values, std::span<timestamp const> times) {
        fed_ = fed_ || !values.empty();
        while (!values.empty()) {
            std::int64_t const number = in_time ? number_of(times.front()) : rows_ / length;
            std::size_t const n = rows_of_pane(number, times);
            add_to_pane(number, n, [&](pane& to) { take(to, values.first(n), times.first(n)); });
            values = values.subspan(n);
            times = times.subspan(n);
        }
    }

    /// A row that stands for `weight` rows.
    void add(value_type const& value, double weight, timestamp at) {
        if (weight == 1) return add(std::span{&value, 1}, std::span{&at, 1});
        fed_ = true;
        add_to_pane(in_time ? number_of(at) : rows_ / length, 1, [&](pane& to) {
            note(to, std::span{&at, 1});
            to.content(value, weight, at);
        });
    }

    /// Shows what was fed to the readers.
    void publish() {
        if (!Shared || !std::exchange(fed_, false)) return;
        (void)store(0, open_);
        newest_.store(open_.number, std::memory_order_release);
        seen_.store(rows_, std::memory_order_release); // last: whoever has seen a row finds its pane
    }

    void reset() {
        open_ = {};
        fed_ = false;
        rows_ = 0;
        seen_.store(0, std::memory_order_release);
        missed_.store(0, std::memory_order_relaxed);
        era_.store(era_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
        newest_.store(none, std::memory_order_release);
        first_.store(none, std::memory_order_release);
        for (std::size_t i = 0; i != static_cast<std::size_t>(capacity); ++i)
            if (auto& there = held_.get()[i]; there.load(std::memory_order_relaxed) != 0)
                there.store(0, std::memory_order_release);
    }

    // Reading: any thread. Of rows that are being fed, those that were published, and perhaps more.

    /// The number of the pane that is growing; `none` before the first row.
    [[nodiscard]] std::int64_t newest() const {
        return Shared ? newest_.load(std::memory_order_acquire) : open_.number;
    }

    /// How many rows have been fed.
    [[nodiscard]] std::int64_t rows() const { return Shared ? seen_.load(std::memory_order_acquire) : rows_; }

    /// The number of the first pane since the last reset; `none` before it. What came late may lie before it.
    [[nodiscard]] std::int64_t first() const { return first_.load(std::memory_order_acquire); }

    /// Rows that no pane has: later than any that is kept, or of a pane for which there was no memory.
    [[nodiscard]] std::uint64_t missed() const { return missed_.load(std::memory_order_relaxed); }

    /// Moves `from` to the first pane from there on that holds a row, no further than past `to`; false when one of them
    /// was given up meanwhile. Pre-condition: as of `sum`.
    [[nodiscard]] bool find_held(std::int64_t& from, std::int64_t to) const {
        for (; from <= to && !grows_here(from); ++from) {
            std::int64_t const there = held_.get()[slot(0, from)].load(std::memory_order_acquire) ^ none;
            if (there == from) return true;
            if (there > from) return false;
        }
        return true;
    }

    /// Adds the panes of [from, to]; false when one of them was given up, or all were, meanwhile. Pre-condition: when
    /// `newest()` was read, `to` was not past it, and `from` was among the `kept` up to it.
    [[nodiscard]] bool sum(std::int64_t from, std::int64_t to, pane& total) const {
        std::uint64_t const era = era_.load(std::memory_order_relaxed);
        std::int64_t const last = newest();
        for (std::int64_t at = from, wide = 1; at <= to; at += wide) {
            if (grows_here(at)) {
                total += open_;
                wide = 1;
                continue;
            }
            int level = level_of(at, to, last);
            node_type const* node = node_at(level, at);
            while (node == nullptr && level != 0)
                node = node_at(--level, at); // there was nothing to add up, or no memory
            wide = std::int64_t{1} << level;
            if (node == nullptr) continue;
            pane const found = node->load();
            if (found.era != era || found.number < at >> level) continue; // none of these panes has a row
            if (found.number > at >> level) return false;
            total += found;
        }
        return era_.load(std::memory_order_acquire) == era;
    }

private:
    using node_type = std::conditional_t<Shared, published<pane>, unshared<pane>>;

    /// A power of two, and more than are kept, so that who reads the oldest of them has the time of a pane to do it.
    static constexpr auto capacity = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(kept + 1)));
    static constexpr int levels = std::bit_width(static_cast<std::uint64_t>(capacity)) - 1;
    static constexpr auto places = static_cast<std::size_t>(2 * capacity);

    [[nodiscard]] static std::size_t slot(int level, std::int64_t number) {
        return static_cast<std::size_t>(number & ((capacity >> level) - 1));
    }

    /// Where the sum of 2^level panes stands: levels one after the other, each half as long as the one before.
    [[nodiscard]] static std::size_t place(int level, std::int64_t number) {
        return static_cast<std::size_t>(2 * capacity - (2 * capacity >> level)) + slot(level, number);
    }

    /// Whether the pane is the growing one, and may be looked at where it grows.
    [[nodiscard]] bool grows_here(std::int64_t number) const { return !Shared && number == open_.number; }

    [[nodiscard]] node_type const* node_at(int level, std::int64_t at) const {
        return nodes_.get()[place(level, at >> level)].load(std::memory_order_acquire);
    }

    /// The most panes from `at` to `to` that are a sum which is complete.
    [[nodiscard]] static int level_of(std::int64_t at, std::int64_t to, std::int64_t last) {
        int level = 0;
        while (level + 1 < levels && at % (std::int64_t{2} << level) == 0 &&
               at + (std::int64_t{2} << level) - 1 <= to && at >> (level + 1) != last >> (level + 1))
            ++level;
        return level;
    }

    [[nodiscard]] static std::int64_t number_of(timestamp at) {
        return floor_divide(at.time_since_epoch().count(), length);
    }

    /// How many rows from the first on are of this pane.
    [[nodiscard]] std::size_t rows_of_pane(std::int64_t number, std::span<timestamp const> times) const {
        if constexpr (!in_time)
            return std::min(times.size(), static_cast<std::size_t>((number + 1) * length - rows_));
        std::size_t n = 1;
        while (n != times.size() && number_of(times[n]) == number) ++n;
        return n;
    }

    static void take(pane& to, std::span<value_type const> values, std::span<timestamp const> times) {
        to.content(values, times);
        note(to, times);
    }

    static void note(pane& of, std::span<timestamp const> times) {
        of.rows += static_cast<std::int64_t>(times.size());
        for (timestamp const at : times) {
            of.first = std::min(of.first, at);
            of.last = std::max(of.last, at);
        }
    }

    /// Ends the growing pane and those sums which end with it, and begins another.
    void open(std::int64_t number) {
        if (open_.number != none) {
            if (!store(0, open_)) miss(static_cast<std::size_t>(open_.rows));
            for (int level = 1; level < levels && open_.number >> level != number >> level; ++level)
                (void)store(level, joined(level, open_.number >> level));
        } else first_.store(number, std::memory_order_release);
        open_ = {};
        open_.number = number;
        open_.era = era_.load(std::memory_order_relaxed);
        // Before its first row: readers must not look for what is given up for it.
        if (Shared) newest_.store(number, std::memory_order_release);
    }

    [[nodiscard]] pane joined(int level, std::int64_t number) const {
        pane both{};
        both.number = number;
        both.era = open_.era;
        for (std::int64_t half = 2 * number; half != 2 * number + 2; ++half) add_to(both, level - 1, half);
        return both;
    }

    void add_to(pane& total, int level, std::int64_t number) const {
        if (level != 0 && node_at(level, number << level) == nullptr) { // for which there was no memory
            add_to(total, level - 1, 2 * number);
            add_to(total, level - 1, 2 * number + 1);
        } else if (pane const found = load(level, number); found.rows != 0) total += found;
    }

    /// Adds `n` rows, which `feed(pane)` does, to the pane of this number.
    template <class Feed>
    void add_to_pane(std::int64_t number, std::size_t n, Feed feed) {
        if (number < open_.number) add_late(number, n, feed);
        else {
            if (number != open_.number) open(number);
            feed(open_);
        }
        rows_ += static_cast<std::int64_t>(n);
    }

    /// Adds rows to a pane that has ended, and to all sums that it is part of and that have ended too.
    template <class Feed>
    void add_late(std::int64_t number, std::size_t n, Feed feed) {
        if (number <= open_.number - capacity) return miss(n);
        for (int level = 0; level < levels && (level == 0 || open_.number >> level != number >> level); ++level) {
            pane found = load(level, number >> level);
            feed(found);
            if (!store(level, found) && level == 0) return miss(n);
        }
    }

    /// The pane of this number, empty when it has none. By the feeding thread.
    [[nodiscard]] pane load(int level, std::int64_t number) const {
        pane empty{};
        empty.number = number;
        empty.era = open_.era;
        auto const* const node = nodes_.get()[place(level, number)].load(std::memory_order_relaxed);
        if (node == nullptr) return empty;
        pane const found = node->load();
        return found.number == number && found.era == open_.era ? found : empty;
    }

    /// False when there is no memory for one more.
    [[nodiscard]] bool store(int level, pane const& what) {
        auto& node = nodes_.get()[place(level, what.number)];
        if (node.load(std::memory_order_relaxed) == nullptr) {
            auto* const made = new (std::nothrow) node_type;
            if (made == nullptr) return false;
            node.store(made, std::memory_order_release);
        }
        node.load(std::memory_order_relaxed)->store(what);
        if (level == 0) held_.get()[slot(0, what.number)].store(what.number ^ none, std::memory_order_release);
        return true;
    }

    void miss(std::size_t rows) {
        missed_.store(missed_.load(std::memory_order_relaxed) + rows, std::memory_order_relaxed);
    }

    struct give_back {
        void operator()(void* memory) const { std::free(memory); }
    };
    template <class T>
    using zeros = std::unique_ptr<T, give_back>;

    /// Atomic zeros, which take no memory until they are written to; null when there is none.
    template <class T>
    [[nodiscard]] static zeros<T> make_zeros(std::size_t n) {
        return zeros<T>(static_cast<T*>(std::calloc(n, sizeof(T))));
    }

    pane open_{}; ///< the pane that is growing
    bool fed_ = false; ///< since the last publication
    std::int64_t rows_ = 0;
    std::atomic<std::int64_t> newest_{none}, first_{none}, seen_{0};
    std::atomic<std::uint64_t> era_{0}, missed_{0};
    zeros<std::atomic<node_type*>> nodes_ = make_zeros<std::atomic<node_type*>>(places);
    zeros<std::atomic<std::int64_t>> held_ = ///< which pane is at a place, as its number ^ none
        make_zeros<std::atomic<std::int64_t>>(static_cast<std::size_t>(capacity));
};

} // namespace detail
} // namespace crucible::telemetry
