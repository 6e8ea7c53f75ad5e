// SPDX-License-Identifier: MIT
#pragma once
// How many rows there were lately, and what amount, per second: what came in counts half after a half-life of time.
// 56 bytes, one exponential a row.

#include <crucible/telemetry/cells/counted.hpp>
#include <crucible/telemetry/cells/half_life.hpp>

#include <limits>

namespace crucible::telemetry::cells {

/// A row of weight w, emitted at t, counts w 2^(-(T - t) / H), where T is the latest time seen: rows may come in any
/// order, and merging brings both cells to the later T. Of rows with the earliest time the least value counts as the
/// first. Pre-condition: the half-life is a time. Tolerance of merge, order and weights: 1e-12 relative.
template <half_life H>
class decayed_flow : public counted {
public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        add_first(x, at);
        counted::operator()(x, weight);
        add(weight, weight * x, at);
    }

    decayed_flow& operator+=(decayed_flow const& other) {
        if (other.empty()) return *this;
        if (empty()) return *this = other;
        add_first(other.first_, other.first_at_);
        counted::operator+=(other);
        add(other.rows_now_, other.amount_now_, other.at_);
        return *this;
    }

    /// Rows per second after the first one, lately; NaN when no time passed. O(1).
    [[nodiscard]] double rows_per_second() const { return per_second(rows_now_, 1); }

    /// Amount per second after the first row, lately; NaN when no time passed. O(1).
    [[nodiscard]] double amount_per_second() const { return per_second(amount_now_, first_); }

    static constexpr serial_form<decayed_flow> form{"decayed_flow", 1, H.bits()};
    void write(auto& to) const {
        counted::write(to);
        to.write(first_at_, at_, first_, rows_now_, amount_now_);
    }
    static bool read(auto& from, decayed_flow& c) {
        if (!counted::read(from, c)) return false;
        if (!from.read(c.first_at_, c.at_, c.first_, c.rows_now_, c.amount_now_)) return false;
        if (c.empty()) return c == decayed_flow{};
        return c.first_at_ <= c.at_ && c.rows_now_ > 0 && c.first_ == c.first_ && c.amount_now_ == c.amount_now_;
    }

    friend bool operator==(decayed_flow const&, decayed_flow const&) = default;

private:
    void add_first(double x, timestamp at) {
        if (empty()) at_ = at;
        if (!empty() && (at > first_at_ || (at == first_at_ && x >= first_))) return;
        first_at_ = at;
        first_ = x;
    }

    /// Adds what counts so much as of `at`.
    void add(double rows, double amount, timestamp at) {
        double const left = telemetry::detail::after_half_lives(at > at_ ? H.between(at_, at) : H.between(at, at_));
        if (at > at_) {
            at_ = at;
            rows_now_ = rows_now_ * left + rows;
            amount_now_ = amount_now_ * left + amount;
        } else {
            rows_now_ += rows * left;
            amount_now_ += amount * left;
        }
    }

    /// What came in after the first row, over the time in which it did, both decayed: the integral of 2^(-t / H).
    [[nodiscard]] double per_second(double now, double first) const {
        if (empty() || first_at_ == at_) return std::numeric_limits<double>::quiet_NaN();
        double const half_lives = H.between(first_at_, at_);
        double const time = H.amount / telemetry::detail::ln_2 * telemetry::detail::lost_in_half_lives(half_lives);
        return (now - first * telemetry::detail::after_half_lives(half_lives)) / time;
    }

    timestamp first_at_{};
    timestamp at_{}; // what the rest is as of
    double first_ = 0;
    double rows_now_ = 0;
    double amount_now_ = 0;
};

} // namespace crucible::telemetry::cells
