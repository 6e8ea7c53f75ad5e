// SPDX-License-Identifier: MIT
#pragma once
// Mean and variance of the latest rows, each row weighing half of what it would a half-life of time later. 56 bytes,
// one exponential and one division a row.

#include <crucible/telemetry/cells/decayed_rows.hpp>

namespace crucible::telemetry::cells {

/// A row of weight w, emitted at t, weighs w 2^(-(T - t) / H), where T is the latest time seen: rows may come in any
/// order, and merging brings both cells to the later T. Tolerance of merge, order and weights: 1e-12 relative. Values
/// past 2^480 count as 2^480.
template <half_life H>
    requires(H.in_time)
class decayed_time : public counted {
public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        x = detail::within_decayed(x);
        if (empty()) anchor_ = x, at_ = at;
        counted::operator()(x, weight);
        add({weight, x - anchor_, 0}, at);
        if (rows_ % rows_per_anchor == 0) detail::move_anchor(anchor_, folded_);
    }

    decayed_time& operator+=(decayed_time const& other) {
        if (other.empty()) return *this;
        if (empty()) return *this = other;
        counted::operator+=(other);
        auto rows = other.folded_;
        rows.mean += other.anchor_ - anchor_;
        add(rows, other.at_);
        return *this;
    }

    /// Decayed mean; NaN when there is no row. O(1).
    [[nodiscard]] double mean() const { return empty() ? detail::nothing : anchor_ + folded_.mean; }

    /// Decayed sum of w (x - mean)^2 over the decayed weight; NaN when there is no row. O(1).
    [[nodiscard]] double variance() const { return empty() ? detail::nothing : folded_.m2 / folded_.weight; }

    /// Decayed weight, as of the latest row. O(1).
    [[nodiscard]] double weight() const { return folded_.weight; }

    static constexpr serial_form<decayed_time> form{"decayed_time", 1, H.bits()};
    void write(auto& to) const {
        counted::write(to);
        to.write(at_, anchor_, folded_.weight, folded_.mean, folded_.m2);
    }
    static bool read(auto& from, decayed_time& c) {
        using telemetry::detail::is_finite;
        auto& [weight, mean, m2] = c.folded_;
        if (!counted::read(from, c) || !from.read(c.at_, c.anchor_, weight, mean, m2)) return false;
        if (c.empty()) return c == decayed_time{};
        return weight > 0 && m2 >= 0 && is_finite(mean) && is_finite(c.anchor_);
    }

    friend bool operator==(decayed_time const&, decayed_time const&) = default;

private:
    static constexpr std::uint64_t rows_per_anchor = 64;

    /// Adds rows whose weights are as of `at`.
    void add(detail::central_moments rows, timestamp at) {
        if (at > at_) {
            detail::decay(folded_, telemetry::detail::after_half_lives(H.between(at_, at)));
            at_ = at;
        } else if (at < at_) detail::decay(rows, telemetry::detail::after_half_lives(H.between(at, at_)));
        folded_ += rows;
    }

    timestamp at_{}; // what the weights are as of
    double anchor_ = 0;
    detail::central_moments folded_{}; // mean relative to the anchor
};

} // namespace crucible::telemetry::cells
