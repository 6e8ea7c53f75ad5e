// SPDX-License-Identifier: MIT
#pragma once
// Mean and variance of the latest rows, each row weighing half of the one a half-life of rows after it. No division per
// row: blocks of up to 64 rows, within which weights grow instead of decaying. 80 bytes, about 3 ns a row.

#include <crucible/telemetry/cells/moments.hpp>
#include <crucible/telemetry/cells/half_life.hpp>

#include <algorithm>

namespace crucible::telemetry::cells {

namespace detail {

/// What a decayed cell takes greater values for: 2^480, so that no sum of squares overflows, which it would never
/// forget.
inline constexpr double greatest_decayed = 0x1p480;

[[nodiscard]] inline double within_decayed(double x) {
    return std::clamp(x, -greatest_decayed, greatest_decayed);
}

/// Makes the mean the anchor, so that a level which moves away costs no digits.
inline void move_anchor(double& anchor, central_moments& rows) {
    double const moved = anchor + rows.mean;
    rows.mean -= moved - anchor;
    anchor = moved;
}

/// All weights times a factor.
inline void decay(central_moments& rows, double factor) {
    rows.weight *= factor;
    rows.m2 *= factor;
}

} // namespace detail

/// The i-th row from the end weighs q^i with q = 2^(-1 / H); a row of weight w counts as w rows that follow each other.
/// Merging is in order: `c += d` takes d's rows as later than c's, which is associative but not commutative. Tolerance
/// of merge and weights: 1e-13 relative. Values past 2^480 count as 2^480.
template <half_life H>
    requires(!H.in_time)
class decayed_rows : public counted {
public:
    static constexpr bool merges_in_order = true;

    void operator()(double x) {
        if (!(telemetry::detail::absolute(x) < detail::greatest_decayed)) [[unlikely]]
            x = detail::within_decayed(x);
        if (block_rows_ == 0) begin_block(x);
        double const d = x - shift_, weighted = growth[block_rows_] * d;
        ++rows_;
        first_ += weighted;
        second_ += weighted * d;
        if (++block_rows_ == rows_per_block) end_block();
    }

    void operator()(double x, double weight) {
        if (weight == 1) return (*this)(x);
        x = detail::within_decayed(x);
        if (empty()) anchor_ = x;
        end_block();
        add_later({lost(weight) / lost(1), x - anchor_, 0}, weight);
        counted::operator()(x, weight);
    }

    decayed_rows& operator+=(decayed_rows const& later) {
        if (later.empty()) return *this;
        if (empty()) return *this = later;
        end_block();
        auto rows = later.total();
        rows.mean += later.anchor_ - anchor_;
        add_later(rows, later.count());
        counted::operator+=(later);
        return *this;
    }

    /// Decayed mean; NaN when there is no row. O(1).
    [[nodiscard]] double mean() const { return empty() ? detail::nothing : anchor_ + total().mean; }

    /// Decayed sum of (x - mean)^2 over the decayed number of rows; NaN when there is no row. O(1).
    [[nodiscard]] double variance() const { return empty() ? detail::nothing : total().m2 / total().weight; }

    /// Decayed number of rows: at most 1 / (1 - q). O(1).
    [[nodiscard]] double weight() const { return total().weight; }

    static constexpr serial_form<decayed_rows> form{"decayed_rows", 1, H.bits()};
    void write(auto& to) const {
        counted::write(to);
        to.write(anchor_, folded_.weight, folded_.mean, folded_.m2, block_rows_, shift_, first_, second_);
    }
    static bool read(auto& from, decayed_rows& c) {
        auto& [weight, mean, m2] = c.folded_;
        return counted::read(from, c) && from.read(c.anchor_, weight, mean, m2) &&
               from.read(c.block_rows_, c.shift_, c.first_, c.second_) && c.sound();
    }

    friend bool operator==(decayed_rows const&, decayed_rows const&) = default;

private:
    /// Within a block a weight grows to twice the first one at most.
    static constexpr std::uint32_t rows_per_block =
        H.amount < 1 ? 1 : H.amount > 64 ? 64 : static_cast<std::uint32_t>(H.amount);

    /// q^-i, for the i-th row of a block.
    static constexpr auto growth = [] {
        std::array<double, rows_per_block> powers{1};
        for (std::size_t i = 1; i != powers.size(); ++i)
            powers[i] = telemetry::detail::fraction_power_of_two(static_cast<double>(i) / H.amount);
        return powers;
    }();

    [[nodiscard]] static double left(double rows) { return telemetry::detail::after_half_lives(rows / H.amount); }
    [[nodiscard]] static double lost(double rows) { return telemetry::detail::lost_in_half_lives(rows / H.amount); }

    void begin_block(double x) {
        if (empty()) anchor_ = x;
        shift_ = x;
    }

    /// 1 + q + ... + q^(rows - 1).
    [[nodiscard]] static double decayed_count(double rows) { return lost(rows) / lost(1); }

    [[nodiscard]] detail::central_moments total() const {
        if (block_rows_ == 0) return folded_;
        auto all = folded_;
        double const rows = block_rows_, scale = 1 / growth[block_rows_ - 1], count = decayed_count(rows);
        double const first = first_ * scale;
        detail::decay(all, left(rows));
        return all += {count, (shift_ - anchor_) + first / count, detail::about_mean(first, second_ * scale, count)};
    }

    void end_block() {
        folded_ = total();
        detail::move_anchor(anchor_, folded_);
        block_rows_ = 0;
        shift_ = first_ = second_ = 0;
    }

    void add_later(detail::central_moments const& rows, double number) {
        detail::decay(folded_, left(number));
        folded_ += rows;
    }

    [[nodiscard]] bool sound() const {
        using telemetry::detail::is_finite;
        if (empty()) return *this == decayed_rows{};
        if (!(folded_.weight >= 0 && folded_.m2 >= 0 && is_finite(folded_.mean) && is_finite(anchor_))) return false;
        if (!(telemetry::detail::absolute(shift_) <= detail::greatest_decayed)) return false;
        if (block_rows_ >= rows_per_block || block_rows_ > rows_) return false;
        return is_finite(first_) && second_ >= 0 && (block_rows_ != 0 || (first_ == 0 && second_ == 0));
    }

    double anchor_ = 0;
    detail::central_moments folded_{}; // mean relative to the anchor
    std::uint32_t block_rows_ = 0;
    double shift_ = 0;
    double first_ = 0;  // sum of q^-i (x - shift) over the block
    double second_ = 0; // sum of q^-i (x - shift)^2
};

} // namespace crucible::telemetry::cells
