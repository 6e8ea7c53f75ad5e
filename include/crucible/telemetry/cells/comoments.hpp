// SPDX-License-Identifier: MIT
#pragma once
// Pairs of values: both means and variances, and the covariance, without a division per row: power sums about a local
// shift over blocks of 64 rows, folded by the formulas of Chan, Golub and LeVeque, and Pébay (2008). 136 bytes.

#include <crucible/telemetry/cells/moments.hpp>

#include <algorithm>

namespace crucible::telemetry::cells {

namespace detail {

/// Of a set of pairs: weight W, means, sums of squares about them, and C = sum of w (x - mean x) (y - mean y). Where a
/// square overflows, both sums of squares are infinite and C is 0, and so they stay.
struct pair_moments {
    double weight = 0;
    double mean_x = 0, mean_y = 0;
    double m2_x = 0, m2_y = 0;
    double c = 0;

    [[nodiscard]] bool known() const { return m2_x < infinity; }

    /// C = C_a + C_b + d_x d_y W_a W_b / W, the rest as central_moments.
    pair_moments& operator+=(pair_moments const& other) {
        if (other.weight == 0) return *this;
        central_moments x{weight, mean_x, m2_x}, y{weight, mean_y, m2_y};
        double const both = weight * (other.weight / (weight + other.weight));
        double const joined = c + other.c + (other.mean_x - mean_x) * (other.mean_y - mean_y) * both;
        x += {other.weight, other.mean_x, other.m2_x};
        y += {other.weight, other.mean_y, other.m2_y};
        using telemetry::detail::is_finite;
        bool const finite = is_finite(x.m2) && is_finite(y.m2) && is_finite(joined);
        *this = {x.weight, x.mean, y.mean, finite ? x.m2 : infinity, finite ? y.m2 : infinity, finite ? joined : 0};
        return *this;
    }

    friend bool operator==(pair_moments const&, pair_moments const&) = default;
};

/// Power sums of a block of pairs about its first one.
struct pair_sums {
    std::uint32_t rows = 0;
    double weight = 0;
    double shift_x = 0, shift_y = 0;
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;

    [[nodiscard]] pair_moments about(double anchor_x, double anchor_y) const {
        if (rows == 0) return {};
        double const mean_x = x / weight, mean_y = y / weight;
        return {weight, (shift_x - anchor_x) + mean_x, (shift_y - anchor_y) + mean_y, about_mean(x, xx, weight),
                about_mean(y, yy, weight), xy - mean_x * y};
    }

    friend bool operator==(pair_sums const&, pair_sums const&) = default;
};

} // namespace detail

/// Takes pairs: `c(x, y)`, `c(x, y, weight)`. Tolerance of merge and weights: 1e-13 relative for both variances, and
/// for the covariance relative to the product of both deviations.
class comoments {
public:
    void operator()(double x, double y, double weight = 1) {
        using telemetry::detail::absolute;
        if (!(absolute(x) < detail::far_away && absolute(y) < detail::far_away)) return add_far(x, y, weight);
        if (block_.rows == 0) begin_block(x, y);
        double const dx = x - block_.shift_x, dy = y - block_.shift_y, wx = weight * dx, wy = weight * dy;
        block_.weight += weight;
        block_.x += wx;
        block_.y += wy;
        block_.xx += wx * dx;
        block_.yy += wy * dy;
        block_.xy += wx * dy;
        if (++block_.rows == rows_per_block) end_block();
    }

    comoments& operator+=(comoments const& other) {
        if (other.count() == 0) return *this;
        if (count() == 0) return *this = other;
        end_block();
        auto pairs = other.total();
        pairs.mean_x += other.anchor_x_ - anchor_x_;
        pairs.mean_y += other.anchor_y_ - anchor_y_;
        folded_ += pairs;
        return *this;
    }

    /// Pairs seen, each counted by its weight.
    [[nodiscard]] double count() const { return folded_.weight + block_.weight; }

    /// C / (W - 1); NaN unless W > 1. O(1).
    [[nodiscard]] double covariance() const {
        auto const all = total();
        return all.known() && all.weight > 1 ? all.c / (all.weight - 1) : detail::nothing;
    }

    /// C / sqrt(M2_x M2_y), from -1 to 1; NaN when all x or all y are equal. O(1).
    [[nodiscard]] double correlation() const {
        auto const all = total();
        if (!all.known() || !(all.m2_x > 0 && all.m2_y > 0)) return detail::nothing;
        using telemetry::detail::square_root;
        return std::clamp(all.c / square_root(all.m2_x) / square_root(all.m2_y), -1.0, 1.0);
    }

    static constexpr serial_form<comoments> form{"comoments", 1};
    void write(auto& to) const {
        to.write(anchor_x_, anchor_y_, folded_.weight, folded_.mean_x, folded_.mean_y, folded_.m2_x, folded_.m2_y);
        to.write(folded_.c, block_.rows, block_.weight, block_.shift_x, block_.shift_y);
        to.write(block_.x, block_.y, block_.xx, block_.yy, block_.xy);
    }
    static bool read(auto& from, comoments& c) {
        auto& [weight, mean_x, mean_y, m2_x, m2_y, both] = c.folded_;
        auto& b = c.block_;
        return from.read(c.anchor_x_, c.anchor_y_, weight, mean_x, mean_y, m2_x, m2_y, both) &&
               from.read(b.rows, b.weight, b.shift_x, b.shift_y, b.x, b.y, b.xx, b.yy, b.xy) && c.sound();
    }

    friend bool operator==(comoments const&, comoments const&) = default;

private:
    static constexpr std::uint32_t rows_per_block = 64;

    [[nodiscard]] detail::pair_moments total() const {
        auto all = folded_;
        return all += block_.about(anchor_x_, anchor_y_);
    }

    void begin_block(double x, double y) {
        if (folded_.weight == 0) anchor_x_ = x, anchor_y_ = y;
        block_.shift_x = x;
        block_.shift_y = y;
    }

    void end_block() {
        folded_ = total();
        block_ = {};
    }

    /// A pair whose squares may overflow goes by itself, so that the sums of a block stay finite.
    void add_far(double x, double y, double weight) {
        end_block();
        folded_ += {weight, x - anchor_x_, y - anchor_y_, 0, 0, 0};
    }

    [[nodiscard]] bool sound() const {
        using telemetry::detail::absolute, telemetry::detail::is_finite;
        auto const& f = folded_;
        if (!(f.weight >= 0 && f.m2_x >= 0 && f.m2_y >= 0) || is_finite(f.m2_x) != is_finite(f.m2_y)) return false;
        if (f.weight == 0 && f != detail::pair_moments{}) return false;
        for (double const x : {anchor_x_, anchor_y_, f.mean_x, f.mean_y, f.c, block_.x, block_.y, block_.xy})
            if (!is_finite(x)) return false;
        if (block_.rows == 0) return block_ == detail::pair_sums{} && (f.weight != 0 || *this == comoments{});
        return block_.rows < rows_per_block && block_.weight > 0 && block_.xx >= 0 && block_.yy >= 0 &&
               absolute(block_.shift_x) < detail::far_away && absolute(block_.shift_y) < detail::far_away;
    }

    double anchor_x_ = 0, anchor_y_ = 0;
    detail::pair_moments folded_{}; // means relative to the anchors
    detail::pair_sums block_{};
};

} // namespace crucible::telemetry::cells
