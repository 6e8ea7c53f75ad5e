// SPDX-License-Identifier: MIT
#pragma once
// A sample of rows in levels, each of twice the weight of the one below (Karnin, Lang, Liberty 2016): quantiles whose
// rank error has a bound, whatever the values and their order. 8 kB; after some 10^5 rows, most are only counted.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/randomness.hpp>
#include <crucible/telemetry/cells/detail/ranking.hpp>
#include <crucible/telemetry/cells/detail/sorting.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <tuple>
#include <utility>

namespace crucible::telemetry::cells {

/// Rows pass a sampler (one of each 2^s, once there are many) and a buffer, which is sorted, thinned (to each eighth,
/// once there are many) and merged into the lowest of the levels, of K, 2/3 K, 4/9 K ... items from the top down.
/// When all is full, the lowest level that has its share gives every other item to the level above: the odd or the
/// even ones by coin, and the others the next time (Ivkin, Liberty, Lang, Karnin, Braverman 2022). Coins follow from
/// the seed and the rows, so that equal rows in equal order give equal sketches. `rank_error` bounds what all this
/// does to a rank.
template <unsigned K>
class kll {
    static_assert(K >= 64 && K <= 4096);

public:
    kll() = default;
    explicit kll(std::uint64_t seed) : coins_(seed) {}

    void operator()(double x) {
        if (skip_ != 0) --skip_;
        else take(x);
    }

    /// What a weight has beyond a whole number of rows becomes a row by chance.
    void operator()(double x, double weight) {
        double const whole = std::floor(std::min(weight, 0x1p62));
        auto rows_left = static_cast<std::uint64_t>(whole);
        if (whole < weight) {
            variance_ += 0.25;
            rows_left += coins_.unit() < weight - whole ? 1 : 0;
        }
        for (int bit = 62; bit >= sampling_; --bit)
            if ((rows_left >> bit & 1) != 0) {
                rows_left ^= std::uint64_t{1} << bit; // may raise sampling_
                add_many(x, bit);
            }
        rows_left &= (std::uint64_t{1} << sampling_) - 1;
        for (; rows_left > skip_; take(x)) rows_left -= skip_ + 1;
        skip_ -= rows_left;
    }

    void operator()(std::span<double const> values) {
        while (skip_ < values.size()) {
            auto const skipped = static_cast<std::size_t>(std::exchange(skip_, 0));
            take(values[skipped]);
            values = values.subspan(skipped + 1);
        }
        skip_ -= values.size();
    }

    /// Within the rank errors of both.
    kll& operator+=(kll const& other) {
        if (other.empty()) return *this;
        if (empty()) return *this = other;
        if (this == &other) return *this += kll(other);
        while (sampling_ < other.sampling_) double_weights();
        coins_.stir(other.coins_.state());
        variance_ += other.variance_ + (other.sampling_ == 0 ? 0 : weight(2 * other.sampling_) / 4); // its open block
        for (int level = levels - 1; level >= 0; --level) add_run(other.run(level), other.exponent(level));
        auto left = other.buffer_;
        std::sort(left.begin(), left.begin() + other.filled_);
        add_run(std::span<double const>(left).first(other.filled_), other.sampling_);
        return *this;
    }

    /// Rows seen, each counted by its weight; once there is a sampler, rounded to its blocks.
    [[nodiscard]] double rows() const {
        double all = filled_ * weight(sampling_);
        for (int level = 0; level != levels; ++level) all += size(level) * weight(exponent(level));
        return all;
    }

    /// How far the share of rows up to a value, as read from here, is from the true one at most, with probability
    /// `confidence` for any one value: by the inequality of Azuma and Hoeffding, from what was really thinned out.
    [[nodiscard]] double rank_error(double confidence = .99) const {
        return empty() ? 0 : std::sqrt(2 * variance_ * std::log(2 / (1 - confidence))) / rows();
    }

    /// Quantiles of type 7 (Hyndman, Fan 1996) of the items, each repeated by its weight: exact while nothing is
    /// thinned out. NaN when there are none. O(K log K).
    template <std::size_t N>
    [[nodiscard]] std::array<double, N> quantiles(std::array<double, N> const& probabilities) const {
        std::array<std::pair<double, double>, places + buffer_size> items;
        std::size_t n = 0;
        for (std::size_t i = 0; i != filled_; ++i) items[n++] = {buffer_[i], weight(sampling_)};
        for (int level = 0; level != levels; ++level)
            for (double const x : run(level)) items[n++] = {x, weight(exponent(level))};
        std::sort(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(n));
        detail::ranking<places + buffer_size> order;
        for (std::size_t i = 0; i != n; ++i) order.append(items[i].first, items[i].first, items[i].second);
        return order.quantiles(probabilities);
    }

    friend bool operator==(kll const& a, kll const& b) {
        return a.numbers() == b.numbers() && same(a.all_items(), b.all_items()) && same(a.buffered(), b.buffered());
    }

    static constexpr serial_form<kll> form{"kll", 1, K};
    void write(auto& to) const {
        to.write(coins_.state(), variance_, skip_, position_, sampling_, thinning_, top_, pending_, coin_);
        to.write_array(std::span<std::uint16_t const>(sizes_));
        to.write(filled_);
        to.write_array(all_items());
        to.write_array(buffered());
    }
    static bool read(auto& from, kll& c) {
        std::uint64_t seed = 0;
        if (!from.read(seed, c.variance_, c.skip_, c.position_, c.sampling_, c.thinning_, c.top_, c.pending_, c.coin_))
            return false;
        c.coins_ = detail::randomness(seed);
        if (!from.read_array(std::span<std::uint16_t>(c.sizes_)) || !from.read(c.filled_) || !c.sound_numbers())
            return false;
        return from.read_array(std::span<double>(c.items_).first(c.used())) &&
               from.read_array(std::span<double>(c.buffer_).first(c.filled_)) && c.sound_items();
    }

private:
    static constexpr int levels = 8;
    static constexpr std::int8_t most_thinning = 3, most_sampling = 52;
    static constexpr std::size_t buffer_size = 256;
    static constexpr std::size_t piece = 32; // what is merged at once

    /// The share of a level that many below the top.
    static constexpr std::size_t share(int depth) {
        std::size_t n = K;
        for (; depth > 0; --depth) n = n * 2 / 3;
        return n & ~std::size_t{1};
    }
    static constexpr std::size_t places = [] {
        std::size_t n = piece;
        for (int depth = 0; depth != levels; ++depth) n += share(depth);
        return n;
    }();

    static double weight(int exponent) { return std::ldexp(1.0, exponent); }

    [[nodiscard]] std::uint16_t& size(int level) { return sizes_[static_cast<std::size_t>(level)]; }
    [[nodiscard]] std::uint16_t size(int level) const { return sizes_[static_cast<std::size_t>(level)]; }
    [[nodiscard]] int exponent(int level) const { return sampling_ + thinning_ + level; }
    [[nodiscard]] std::size_t begin(int level) const {
        std::size_t n = 0;
        while (++level < levels) n += size(level);
        return n;
    }
    [[nodiscard]] std::size_t used() const { return begin(-1); }
    [[nodiscard]] bool empty() const { return filled_ == 0 && used() == 0; }
    [[nodiscard]] std::span<double const> run(int level) const {
        return std::span<double const>(items_).subspan(begin(level), size(level));
    }
    [[nodiscard]] std::span<double const> all_items() const { return std::span<double const>(items_).first(used()); }
    [[nodiscard]] std::span<double const> buffered() const { return std::span<double const>(buffer_).first(filled_); }
    [[nodiscard]] auto numbers() const {
        return std::tuple(coins_, variance_, skip_, position_, sampling_, thinning_, top_, pending_, coin_, sizes_,
                          filled_);
    }

    /// Takes the row that stands for its block, and chooses the one of the next.
    void take(double x) {
        std::uint64_t const behind = (std::uint64_t{1} << sampling_) - 1 - position_;
        position_ = coins_.of_bits(sampling_);
        skip_ = behind + position_;
        if (sampling_ != 0) variance_ += weight(2 * sampling_) / 4;
        push(x, sampling_);
    }

    /// Takes 2^e rows of one value.
    void add_many(double x, int e) {
        if (e >= exponent(0)) return add_run({&x, 1}, e);
        int const each = sampling_;
        for (int n = 1 << (e - each); n != 0; --n) push(x, each);
    }

    /// Takes 2^e rows of one value, by chance if the sampler takes more at once.
    void push(double x, int e) {
        if (e < sampling_) {
            variance_ += weight(2 * sampling_) / 4;
            if (coins_.of_bits(sampling_ - e) != 0) return;
        }
        buffer_[filled_++] = x;
        if (filled_ == buffer_size) flush();
    }

    void flush() {
        auto sorted = buffer_;
        filled_ = 0;
        detail::sort_all(sorted);
        coins_.stir(sorted[buffer_size / 2]);
        add_run(sorted, sampling_);
    }

    /// Keeps each 2^steps-th from a random one on, each of which then stands for 2^e rows. Returns how many.
    std::size_t thin(std::span<double const> sorted, double* to, int steps, int e) {
        variance_ += weight(2 * e) / 4; // a rank is rounded up or down to a multiple of 2^e
        std::size_t n = 0;
        for (auto i = static_cast<std::size_t>(coins_.of_bits(steps)); i < sorted.size(); i += std::size_t{1} << steps)
            to[n++] = sorted[i];
        return n;
    }

    /// Takes items that stand for 2^e rows each.
    void add_run(std::span<double const> sorted, int e) {
        while (e > exponent(levels - 1)) double_weights();
        std::array<double, places + buffer_size> thinned;
        if (int const steps = exponent(0) - e; steps > 0 && !sorted.empty())
            sorted = {thinned.data(), thin(sorted, thinned.data(), steps, e += steps)};
        while (!sorted.empty()) {
            auto const next = sorted.first(std::min(sorted.size(), piece));
            if (e < exponent(0)) return add_run(sorted, e);
            if (used() + next.size() > places) {
                make_room();
                continue;
            }
            insert(next, e - exponent(0));
            sorted = sorted.subspan(next.size());
        }
    }

    void make_room() {
        int full = 0;
        while (full < top_ && size(full) < share(top_ - full)) ++full;
        if (full == levels - 1) double_weights();
        else compact(full);
    }

    /// Gives every other item of a level to the one above; one that is left over stays.
    void compact(int level) {
        auto const bit = static_cast<std::uint8_t>(1 << level);
        if ((pending_ & bit) == 0) {
            variance_ += weight(2 * exponent(level)); // of this and the next together
            coin_ = static_cast<std::uint8_t>((coin_ & ~bit) | (coins_.of_bits(1) != 0 ? bit : 0));
        } else coin_ ^= bit;
        pending_ ^= bit;
        std::array<double, places> given;
        auto const all = run(level);
        std::size_t n = 0;
        std::size_t const rest = all.size() % 2;
        for (std::size_t i = rest + ((coin_ & bit) != 0 ? 1 : 0); i < all.size(); i += 2) given[n++] = all[i];
        shrink(level, rest);
        insert(std::span<double const>(given).first(n), level + 1);
    }

    /// Drops all items of a level but the first `rest`.
    void shrink(int level, std::size_t rest) {
        auto const kept = items_.begin() + static_cast<std::ptrdiff_t>(begin(level) + rest);
        auto const behind = items_.begin() + static_cast<std::ptrdiff_t>(begin(level) + size(level));
        std::copy(behind, items_.begin() + static_cast<std::ptrdiff_t>(used()), kept);
        size(level) = static_cast<std::uint16_t>(rest);
    }

    /// Merges items in order into a level. Pre-condition: there is room.
    void insert(std::span<double const> sorted, int level) {
        std::size_t const from = begin(level), old = size(level), end = used(), n = sorted.size();
        std::copy_backward(items_.begin() + static_cast<std::ptrdiff_t>(from + old),
                           items_.begin() + static_cast<std::ptrdiff_t>(end),
                           items_.begin() + static_cast<std::ptrdiff_t>(end + n));
        double* const first_item = items_.data() + from;
        for (std::size_t i = old, j = n, k = old + n; j != 0;) {
            bool const mine = i != 0 && sorted[j - 1] < first_item[i - 1];
            first_item[--k] = mine ? first_item[--i] : sorted[--j];
        }
        size(level) = static_cast<std::uint16_t>(old + n);
        top_ = std::max(top_, static_cast<std::int8_t>(level));
    }

    /// Doubles the weight of every level: the lowest is thinned into the next, and then all move down. First the buffer
    /// is thinned more, at last the rows are.
    void double_weights() {
        std::array<double, places> given;
        std::size_t const n = thin(run(0), given.data(), 1, exponent(1));
        shrink(0, 0);
        insert(std::span<double const>(given).first(n), 1);
        std::copy(sizes_.begin() + 1, sizes_.end(), sizes_.begin());
        sizes_.back() = 0;
        pending_ >>= 1, coin_ >>= 1, --top_;
        if (thinning_ != most_thinning) {
            ++thinning_;
            return;
        }
        if (sampling_ == most_sampling) return; // beyond 2^62 rows, older ones count half
        auto sorted = buffer_;
        std::sort(sorted.begin(), sorted.begin() + filled_);
        if (sampling_ != 0) variance_ += weight(2 * sampling_) / 4; // the open block, taken for all or nothing
        ++sampling_;
        filled_ = static_cast<std::uint16_t>(
            thin(std::span<double const>(sorted).first(filled_), buffer_.data(), 1, sampling_));
        skip_ = position_ = coins_.of_bits(sampling_);
    }

    [[nodiscard]] static bool same(std::span<double const> a, std::span<double const> b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

    /// Whether numbers from elsewhere may be those of a sketch.
    [[nodiscard]] bool sound_numbers() const {
        if (sampling_ < 0 || sampling_ > most_sampling || thinning_ < 0 || thinning_ > most_thinning) return false;
        if (sampling_ != 0 && thinning_ != most_thinning) return false;
        if (top_ < 0 || top_ >= levels || used() > places || filled_ >= buffer_size) return false;
        for (int level = top_ + 1; level < levels; ++level)
            if (size(level) != 0) return false;
        return variance_ >= 0 && telemetry::detail::is_finite(variance_) && position_ >> sampling_ == 0 &&
               skip_ >> sampling_ <= 1;
    }
    [[nodiscard]] bool sound_items() const {
        auto const finite = [](double x) { return telemetry::detail::is_finite(x); };
        for (int level = 0; level != levels; ++level)
            if (auto const all = run(level); !std::is_sorted(all.begin(), all.end())) return false;
        auto const all = all_items(), rest = buffered();
        return std::all_of(all.begin(), all.end(), finite) && std::all_of(rest.begin(), rest.end(), finite);
    }

    std::array<double, places> items_{}; // each level in order, the highest first
    std::array<double, buffer_size> buffer_{};
    detail::randomness coins_{0x6b6c6c};
    double variance_ = 0;        // of a rank, at most
    std::uint64_t skip_ = 0;     // rows to pass over before the next that is taken
    std::uint64_t position_ = 0; // of that one in its block of 2^sampling_
    std::array<std::uint16_t, levels> sizes_{};
    std::uint16_t filled_ = 0;
    std::int8_t sampling_ = 0, thinning_ = 0;
    std::int8_t top_ = 0;      // the highest level in use
    std::uint8_t pending_ = 0; // bit of a level: its next compaction gives the other half
    std::uint8_t coin_ = 0;    // bit of a level: which half its last compaction gave
};

} // namespace crucible::telemetry::cells
