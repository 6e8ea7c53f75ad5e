// SPDX-License-Identifier: MIT
#pragma once
// Mean and variance without a division per row: power sums about a local shift over blocks of 64 rows, folded by the
// formula of Chan, Golub and LeVeque (1979) about one anchor. 80 bytes, about 2 ns a row; batches go in two passes.

#include <crucible/telemetry/accumulate/arithmetic.hpp>
#include <crucible/telemetry/accumulate/cells/counted.hpp>
#include <crucible/telemetry/accumulate/cells/lanes.hpp>

#include <algorithm>
#include <limits>

namespace crucible::telemetry::cells {

namespace detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// 2^511: squares of numbers below it are finite, and so are sums of a block of them.
inline constexpr double far = 0x1p511;

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
        if (telemetry::detail::absolute(delta) < far) {
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

[[nodiscard]] constexpr double square(double x) { return x * x; }

/// M2 = S2 - S1^2 / W from power sums; infinite where S2 is.
[[nodiscard]] inline double about_mean(double first, double second, double weight) {
    return second < infinity ? std::max(0.0, second - first * (first / weight)) : infinity;
}

/// Power sums of a block about its own first value x_1. M2 = S2 - S1^2 / W cancels no more than 6 bits, whatever the
/// values: x_1 alone contributes (x_1 - mean)^2 to M2, so S2 / M2 <= 1 + 64 (for equal weights).
struct power_sums {
    unsigned rows = 0;
    double shift = 0;
    double weight = 0;
    double first = 0;  // S1 = sum of w (x - shift)
    double second = 0; // S2 = sum of w (x - shift)^2

    [[nodiscard]] central_moments about(double anchor) const {
        if (weight == 0) return {};
        return {weight, (shift - anchor) + first / weight, about_mean(first, second, weight)};
    }

    friend bool operator==(power_sums const&, power_sums const&) = default;
};

} // namespace detail

/// Count, mean and M2. Values are taken minus an anchor (the first value), so that a large common offset costs no
/// digits. A cell of higher moments derives from this one, keeps S3 and S4 beside `block_` and folds them with it.
/// Tolerance of merge, batch and weights: 1e-13 relative for mean (to the largest value) and variance.
class moments : public counted {
public:
    void operator()(double x) { (*this)(x, 1); }

    void operator()(double x, double weight) {
        if (!(telemetry::detail::absolute(x) < detail::far)) return add_far(x, weight);
        if (block_.rows == 0) open_block(x);
        double const d = x - block_.shift;
        count_ += weight;
        block_.weight += weight;
        block_.first += weight * d;
        block_.second += weight * d * d;
        if (++block_.rows == rows_per_block) fold();
    }

    void operator()(std::span<double const> values) {
        while (values.size() >= least_batch) {
            std::size_t const n = std::min(values.size(), rows_per_batch);
            add_batch(values.first(n));
            values = values.subspan(n);
        }
        for (double const x : values) (*this)(x);
    }

    moments& operator+=(moments const& other) {
        if (other.count_ == 0) return *this;
        if (count_ == 0) return *this = other;
        fold();
        auto joined = other.total();
        joined.mean += other.anchor_ - anchor_;
        folded_ += joined;
        counted::operator+=(other);
        return *this;
    }

    /// Mean of the values; NaN when there are none. O(1).
    [[nodiscard]] double mean() const { return count_ == 0 ? detail::nothing : anchor_ + total().mean; }

    /// M2 / (W - 1), unbiased for a sample whose weights count repetitions; NaN unless W > 1. O(1).
    [[nodiscard]] double variance() const { return count_ > 1 ? total().m2 / (count_ - 1) : detail::nothing; }

    /// M2 / W, the variance of these very values; NaN when there are none. O(1).
    [[nodiscard]] double population_variance() const { return count_ == 0 ? detail::nothing : total().m2 / count_; }

    friend bool operator==(moments const&, moments const&) = default;

protected:
    static constexpr unsigned rows_per_block = 64;
    static constexpr std::size_t rows_per_batch = 1024;
    static constexpr std::size_t least_batch = 16;

    [[nodiscard]] detail::central_moments total() const {
        auto all = folded_;
        return all += block_.about(anchor_);
    }

    void fold() {
        folded_ += block_.about(anchor_);
        block_ = {};
    }

    void open_block(double x) {
        if (count_ == 0) anchor_ = x;
        block_.shift = x;
    }

    /// A value whose square may overflow goes by itself, so that the sums of a block stay finite.
    void add_far(double x, double weight) {
        count_ += weight;
        folded_ += {weight, x - anchor_, 0};
    }

    /// Two-pass: the mean, then sums about it, corrected by what its rounding leaves (Chan, Golub, LeVeque 1983).
    void add_batch(std::span<double const> values) {
        auto const n = static_cast<double>(values.size());
        double const shift = values.front();
        double const mean = detail::sum_of(values, [=](double x) { return x - shift; }) / n;
        if (!(telemetry::detail::absolute(shift) < detail::far && telemetry::detail::absolute(mean) < detail::far)) {
            for (double const x : values) (*this)(x);
            return;
        }
        if (count_ == 0) anchor_ = shift;
        double const first = detail::sum_of(values, [=](double x) { return (x - shift) - mean; });
        double const second = detail::sum_of(values, [=](double x) { return detail::square((x - shift) - mean); });
        folded_ += {n, (shift - anchor_) + (mean + first / n), detail::about_mean(first, second, n)};
        count_ += n;
    }

    double anchor_ = 0;
    detail::central_moments folded_{}; // mean relative to the anchor
    detail::power_sums block_{};
};

} // namespace crucible::telemetry::cells
