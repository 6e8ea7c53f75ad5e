// SPDX-License-Identifier: MIT
#pragma once
// Mean and variance without a division per row: power sums about a local shift over blocks of 64 rows, folded by the
// formula of Chan, Golub and LeVeque (1979) about one anchor. 120 bytes, about 2 ns a row; batches go in two passes.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/counted.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <limits>

namespace crucible::telemetry::detail {

template <class C, class V>
struct tallied_cell;

} // namespace crucible::telemetry::detail

namespace crucible::telemetry::cells {

namespace detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// 2^511: squares of numbers below it are finite, and so are sums of a block of them.
inline constexpr double far_away = 0x1p511;

/// Weight W, mean and M2 = sum of w (x - mean)^2 of a set of rows.
struct central_moments {
    double weight = 0;
    double mean = 0;
    double m2 = 0;

    /// Joins two disjoint sets: with d = mean_b - mean_a and W = W_a + W_b,
    /// mean = mean_a + d W_b / W and M2 = M2_a + M2_b + d^2 W_a W_b / W (Chan, Golub, LeVeque).
    /// Where d^2 overflows, M2 is infinite and the mean still right.
    central_moments& operator+=(central_moments const& other) {
        if (other.weight == 0) return *this;
        double const total = weight + other.weight;
        double const share = other.weight / total;
        double const delta = other.mean - mean;
        if (telemetry::detail::absolute(delta) < far_away) {
            mean += delta * share;
            m2 += other.m2 + delta * delta * weight * share;
        } else {
            mean = mean * (weight / total) + other.mean * share;
            m2 = weight == 0 ? other.m2 : infinity;
        }
        weight = total;
        return *this;
    }

    friend bool operator==(central_moments const&, central_moments const&) = default;
};

/// M2 = S2 - S1^2 / W from power sums; infinite where S2 is.
[[nodiscard]] inline double about_mean(double first, double second, double weight) {
    return second < infinity ? telemetry::detail::larger(0.0, second - first * (first / weight)) : infinity;
}

/// Two neighbouring power sums in two chains, for every other row: adding to memory takes longer than the time between
/// two rows.
struct paired_sums {
    std::array<std::array<double, 2>, 2> chain{};

    [[nodiscard]] double lower() const { return chain[0][0] + chain[1][0]; }
    [[nodiscard]] double higher() const { return chain[0][1] + chain[1][1]; }

    void write(auto& to) const { to.write(chain[0][0], chain[0][1], chain[1][0], chain[1][1]); }
    bool read(auto& from) {
        return from.read(chain[0][0], chain[0][1], chain[1][0], chain[1][1]) && telemetry::detail::is_finite(lower()) &&
               telemetry::detail::is_finite(higher()) && chain[0][1] >= 0 && chain[1][1] >= 0;
    }

    friend bool operator==(paired_sums const&, paired_sums const&) = default;
};

/// Power sums of a block about its own first value x_1. M2 = S2 - S1^2 / W cancels no more than 7 bits, whatever the
/// values: x_1 alone contributes (x_1 - mean)^2 to M2, so S2 / M2 <= 128 (for equal weights).
struct power_sums {
    double weight = 0; // of all rows
    double shift = 0;
    double first = 0;  // S1 = sum of w (x - shift)
    double second = 0; // S2 = sum of w (x - shift)^2

    [[nodiscard]] central_moments about(double anchor) const {
        if (weight == 0) return {};
        return {weight, (shift - anchor) + first / weight, about_mean(first, second, weight)};
    }
};

} // namespace detail

/// Count, mean and M2. Values are taken minus an anchor (the first value), so that a large common offset costs no
/// digits. `shape` derives from this one for the third and the fourth moment.
/// Tolerance of merge, batch and weights: 1e-13 relative for mean (to the largest value) and variance.
class moments : public counted {
public:
    void operator()(double x) {
        if (!(telemetry::detail::absolute(x) < detail::far_away)) [[unlikely]]
            return add_far(x, 1);
        if (rows_ == block_end_) begin_block(x);
        add_powers(x);
    }

    void operator()(double x, double weight) {
        if (weight == 1) return (*this)(x);
        if (!(telemetry::detail::absolute(x) < detail::far_away)) return add_far(x, weight);
        if (others_ == rows_per_block || block_empty()) begin_weighted(x);
        add_powers(x, weight);
    }

    void operator()(std::span<double const> values) {
        while (values.size() >= least_batch) {
            std::size_t const n = telemetry::detail::smaller(values.size(), rows_per_batch);
            add_batch(values.first(n));
            values = values.subspan(n);
        }
        for (double const x : values) (*this)(x);
    }

    moments& operator+=(moments const& other) {
        if (other.empty()) return *this;
        if (empty()) return *this = other;
        end_block();
        folded_ += other.total_about(anchor_);
        counted::operator+=(other);
        block_begin_ = block_end_ = rows_;
        return *this;
    }

    /// Mean of the values; NaN when there are none. O(1).
    [[nodiscard]] double mean() const { return empty() ? detail::nothing : anchor_ + total().mean; }

    /// M2 / (W - 1), unbiased for a sample whose weights count repetitions; NaN unless W > 1. O(1).
    [[nodiscard]] double variance() const { return count() > 1 ? total().m2 / (count() - 1) : detail::nothing; }

    /// M2 / W, the variance of these very values; NaN when there are none. O(1).
    [[nodiscard]] double population_variance() const { return empty() ? detail::nothing : total().m2 / count(); }

    static constexpr serial_form<moments> form{"moments", 1};
    void write(auto& to) const {
        counted::write(to);
        to.write(anchor_, folded_.weight, folded_.mean, folded_.m2);
        to.write(static_cast<std::uint32_t>(block_rows()), others_, others_weight_, shift_);
        sums_.write(to);
    }
    static bool read(auto& from, moments& c) {
        std::uint32_t rows = 0;
        if (!counted::read(from, c) || !from.read(c.anchor_, c.folded_.weight, c.folded_.mean, c.folded_.m2) ||
            !from.read(rows, c.others_, c.others_weight_, c.shift_) || !c.sums_.read(from) || rows > c.rows_)
            return false;
        c.block_begin_ = c.rows_ - rows;
        c.block_end_ = rows == 0 ? c.rows_ : c.block_begin_ + rows_per_block;
        return c.sound();
    }

    friend bool operator==(moments const&, moments const&) = default;

protected:
    static constexpr std::uint32_t rows_per_block = 64;
    static constexpr std::size_t rows_per_batch = 1024;
    static constexpr std::size_t least_batch = 16;

    [[nodiscard]] std::uint64_t block_rows() const { return rows_ - block_begin_; }
    [[nodiscard]] bool block_empty() const { return rows_ == block_begin_ && others_ == 0; }
    [[nodiscard]] detail::power_sums block() const {
        return {static_cast<double>(block_rows()) + others_weight_, shift_, sums_.lower(), sums_.higher()};
    }

    [[nodiscard]] detail::central_moments total() const {
        auto all = folded_;
        return all += block().about(anchor_);
    }

    [[nodiscard]] detail::central_moments total_about(double anchor) const {
        auto all = total();
        all.mean += anchor_ - anchor;
        return all;
    }

    /// Folds the block. The next row begins one.
    void end_block() {
        folded_ = total();
        others_ = 0;
        others_weight_ = 0;
        sums_ = {};
        block_begin_ = block_end_ = rows_;
    }

    void begin_block(double x) {
        begin_weighted(x);
        block_end_ = rows_ + rows_per_block;
    }

    /// For rows whose weight is not 1; the first one whose weight is begins another.
    void begin_weighted(double x) {
        if (empty()) anchor_ = x;
        end_block();
        shift_ = x;
    }

    void add_powers(double x) {
        double const d = x - shift_;
        auto& [s1, s2] = sums_.chain[rows_ % 2];
        ++rows_;
        s1 += d;
        s2 += d * d;
    }

    void add_powers(double x, double weight) {
        double const d = x - shift_;
        auto& [s1, s2] = sums_.chain[0];
        weighted_ += weight;
        others_weight_ += weight;
        ++others_;
        s1 += weight * d;
        s2 += weight * (d * d);
    }

    /// A value whose square may overflow goes by itself, so that the sums of a block stay finite.
    void add_far(double x, double weight) {
        end_block();
        folded_ += {weight, x - anchor_, 0};
        counted::operator()(x, weight);
        block_begin_ = block_end_ = rows_;
    }

    /// Two-pass: the mean, then sums about it, corrected by what its rounding leaves (Chan, Golub, LeVeque 1983).
    void add_batch(std::span<double const> values) {
        auto const n = static_cast<double>(values.size());
        double const shift = values.front();
        double const mean = telemetry::detail::sums_of_powers<1>(values, shift, 0)[0] / n;
        if (!(telemetry::detail::absolute(shift) < detail::far_away &&
              telemetry::detail::absolute(mean) < detail::far_away)) {
            for (double const x : values) (*this)(x);
            return;
        }
        if (empty()) anchor_ = shift;
        end_block();
        auto const [first, second] = telemetry::detail::sums_of_powers<2>(values, shift, mean);
        folded_ += {n, (shift - anchor_) + (mean + first / n), detail::about_mean(first, second, n)};
        counted::operator()(values);
        block_begin_ = block_end_ = rows_;
    }

    /// Whether these may be the numbers of a cell.
    [[nodiscard]] bool sound() const {
        using telemetry::detail::is_finite;
        if (empty()) return *this == moments{};
        if (!(folded_.weight >= 0 && folded_.m2 >= 0 && is_finite(folded_.mean) && is_finite(anchor_))) return false;
        if (block_rows() > rows_per_block || others_ > rows_per_block || !(others_weight_ >= 0)) return false;
        if (block_empty() && (others_weight_ != 0 || sums_ != detail::paired_sums{})) return false;
        return (others_ == 0) == (others_weight_ == 0) && telemetry::detail::absolute(shift_) < detail::far_away;
    }

    template <class, class>
    friend struct telemetry::detail::tallied_cell; // which keeps these numbers as words of its own

    double anchor_ = 0;
    detail::central_moments folded_{}; // mean relative to the anchor

    // The block: rows of weight 1 since block_begin_, which ends before block_end_, and others.
    std::uint64_t block_begin_ = 0;
    std::uint64_t block_end_ = 0;
    std::uint32_t others_ = 0; // whose weight is not 1
    double others_weight_ = 0;
    double shift_ = 0;
    detail::paired_sums sums_{};
};

} // namespace crucible::telemetry::cells
