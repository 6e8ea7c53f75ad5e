// SPDX-License-Identifier: MIT
#pragma once
// Mean, variance, skewness and kurtosis without a division per row: the cell of moments with the third and the fourth
// power beside it, folded by the formulas of Pébay (2008). 168 bytes, about 2.5 ns a row; batches go in two passes.

#include <crucible/telemetry/cells/moments.hpp>

#include <algorithm>

namespace crucible::telemetry::cells {

namespace detail {

/// 2^252: fourth powers of differences of numbers below it are finite, and so are sums of a block of them.
inline constexpr double far_from_fourth = 0x1p252;

/// M3 = sum of w (x - mean)^3 and M4 = sum of w (x - mean)^4 of the rows that a central_moments is of. Where a fourth
/// power overflows, M3 is 0 and M4 infinite, and so they stay.
struct higher_moments {
    double m3 = 0;
    double m4 = 0;

    [[nodiscard]] bool known() const { return m4 < infinity; }

    /// Joins those of b, with what central_moments held of both before they were joined: with d = mean_b - mean_a,
    /// a = W_a / W and b = W_b / W,
    /// M3 = M3_a + M3_b + d^3 W_a b (a - b) + 3 d (a M2_b - b M2_a)
    /// M4 = M4_a + M4_b + d^4 W_a b (a^2 - a b + b^2) + 6 d^2 (a^2 M2_b + b^2 M2_a) + 4 d (a M3_b - b M3_a) (Pébay).
    void join(central_moments const& mine, central_moments const& theirs, higher_moments const& other) {
        if (theirs.weight == 0) return;
        double const total = mine.weight + theirs.weight, a = mine.weight / total, b = theirs.weight / total;
        double const d = theirs.mean - mine.mean, both = d * d * mine.weight * b;
        double const third = m3 + other.m3 + both * d * (a - b) + 3 * d * (a * theirs.m2 - b * mine.m2);
        double const fourth = m4 + other.m4 + both * (d * d) * (a * a - a * b + b * b) +
                              6 * (d * d) * (a * a * theirs.m2 + b * b * mine.m2) + 4 * d * (a * other.m3 - b * m3);
        set(mine.weight == 0 ? other.m3 : third, mine.weight == 0 ? other.m4 : fourth);
    }

    void set(double third, double fourth) {
        using telemetry::detail::is_finite;
        bool const finite = is_finite(third) && is_finite(fourth);
        m3 = finite ? third : 0;
        m4 = finite ? std::max(0.0, fourth) : infinity;
    }

    friend bool operator==(higher_moments const&, higher_moments const&) = default;
};

/// M3 and M4 of a block from its power sums about its shift: its mean lies c = S1 / W beside it.
[[nodiscard]] inline higher_moments about_mean(power_sums const& block, double third, double fourth) {
    if (block.weight == 0) return {};
    double const c = block.first / block.weight;
    higher_moments about;
    about.set(third - 3 * c * block.second + 2 * c * c * block.first,
              fourth - 4 * c * third + 6 * c * c * block.second - 3 * c * c * c * block.first);
    return about;
}

} // namespace detail

/// Count, mean, M2, M3 and M4. Tolerance of merge, batch and weights: as `moments`; 1e-13 of skewness, and of kurtosis
/// relative to it.
class shape : public moments {
public:
    void operator()(double x) {
        if (!(telemetry::detail::absolute(x) < detail::far_from_fourth)) [[unlikely]]
            return add_far(x, 1);
        if (rows_ == block_end_) begin_block(x);
        double const d = x - shift_;
        auto& [s3, s4] = higher_sums_.chain[rows_ % 2];
        add_powers(x);
        s3 += d * d * d;
        s4 += (d * d) * (d * d);
    }

    void operator()(double x, double weight) {
        if (weight == 1) return (*this)(x);
        if (!(telemetry::detail::absolute(x) < detail::far_from_fourth)) return add_far(x, weight);
        if (others_ == rows_per_block || block_empty()) begin_weighted(x);
        double const d = x - shift_;
        auto& [s3, s4] = higher_sums_.chain[0];
        add_powers(x, weight);
        s3 += weight * (d * d * d);
        s4 += weight * ((d * d) * (d * d));
    }

    void operator()(std::span<double const> values) {
        while (values.size() >= least_batch) {
            std::size_t const n = std::min(values.size(), rows_per_batch);
            add_batch(values.first(n));
            values = values.subspan(n);
        }
        for (double const x : values) (*this)(x);
    }

    shape& operator+=(shape const& other) {
        if (other.empty()) return *this;
        if (empty()) return *this = other;
        end_block();
        higher_.join(folded_, other.total_about(anchor_), other.higher_total());
        moments::operator+=(other);
        return *this;
    }

    /// (M3 / W) / (M2 / W)^(3/2), of these very values; NaN when there are none, when all are equal, or when the powers
    /// leave the range of doubles. O(1).
    [[nodiscard]] double skewness() const {
        double const m2 = known_spread();
        return higher_total().m3 / m2 * telemetry::detail::square_root(count() / m2);
    }

    /// (M4 / W) / (M2 / W)^2 - 3, of these very values: 0 for a normal distribution. NaN as `skewness` is. O(1).
    [[nodiscard]] double excess_kurtosis() const {
        double const m2 = known_spread();
        return higher_total().m4 / m2 * (count() / m2) - 3;
    }

    static constexpr serial_form<shape> form{"shape", 1};
    void write(auto& to) const {
        moments::write(to);
        to.write(higher_.m3, higher_.m4);
        higher_sums_.write(to);
    }
    static bool read(auto& from, shape& c) {
        return moments::read(from, c) && from.read(c.higher_.m3, c.higher_.m4) && c.higher_sums_.read(from) &&
               c.sound();
    }

    friend bool operator==(shape const&, shape const&) = default;

private:
    /// Below it the fourth powers have lost digits to underflow: 2^-900.
    static constexpr double least_square = 0x1p-900;

    [[nodiscard]] detail::higher_moments higher_total() const {
        auto all = higher_;
        all.join(folded_, block().about(anchor_), about_mean(block(), higher_sums_.lower(), higher_sums_.higher()));
        return all;
    }

    /// M2 where M3 and M4 are known, else NaN.
    [[nodiscard]] double known_spread() const {
        double const m2 = total().m2;
        return higher_total().known() && m2 * m2 >= least_square * count() ? m2 : detail::nothing;
    }

    void end_block() {
        higher_ = higher_total();
        higher_sums_ = {};
        moments::end_block();
    }

    void begin_block(double x) {
        end_block();
        moments::begin_block(x);
    }

    void begin_weighted(double x) {
        end_block();
        moments::begin_weighted(x);
    }

    /// A value whose fourth power may overflow goes by itself.
    void add_far(double x, double weight) {
        end_block();
        higher_.join(folded_, {weight, x - anchor_, 0}, {});
        moments::add_far(x, weight);
    }

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
        auto const [s1, s2, s3, s4] = telemetry::detail::sums_of_powers<4>(values, shift, mean);
        double const c = s1 / n;
        detail::central_moments const block{n, (shift - anchor_) + (mean + c), detail::about_mean(s1, s2, n)};
        detail::higher_moments higher;
        higher.set(s3 - 3 * c * s2, s4 - 4 * c * s3);
        higher_.join(folded_, block, higher);
        folded_ += block;
        counted::operator()(values);
        block_begin_ = block_end_ = rows_;
    }

    [[nodiscard]] bool sound() const {
        if (empty()) return *this == shape{};
        return telemetry::detail::is_finite(higher_.m3) && higher_.m4 >= 0 &&
               (!block_empty() || higher_sums_ == detail::paired_sums{});
    }

    detail::higher_moments higher_{};
    detail::paired_sums higher_sums_{}; // S3 and S4 of the block
};

} // namespace crucible::telemetry::cells
