// SPDX-License-Identifier: MIT
#pragma once
// The first and the last value by time. 48 bytes.

#include <crucible/telemetry/cells/elapsed.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <compare>
#include <limits>

namespace crucible::telemetry::cells {

/// Of values with equal timestamps, the first given is the first and the last given the last; between merged cells, the
/// least is the first and the greatest the last, which makes merging exact in any order.
class edges : public elapsed {
public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        if (empty() || at < first_at_) first_ = x;
        if (empty() || at >= last_at_) last_ = x;
        elapsed::operator()(x, weight, at);
    }

    edges& operator+=(edges const& other) {
        if (other.empty()) return *this;
        if (empty()) return *this = other;
        if (other.first_at_ < first_at_ || (other.first_at_ == first_at_ && other.first_ < first_))
            first_ = other.first_;
        if (other.last_at_ > last_at_ || (other.last_at_ == last_at_ && other.last_ > last_)) last_ = other.last_;
        elapsed::operator+=(other);
        return *this;
    }

    /// The value of the earliest row; NaN when there is none. O(1).
    [[nodiscard]] double first() const { return first_; }

    /// The value of the latest row; NaN when there is none. O(1).
    [[nodiscard]] double last() const { return last_; }

    static constexpr serial_form<edges> form{"edges", 1};
    void write(auto& to) const {
        elapsed::write(to);
        to.write(first_, last_);
    }
    static bool read(auto& from, edges& c) {
        if (!elapsed::read(from, c) || !from.read(c.first_, c.last_)) return false;
        using telemetry::detail::is_finite;
        return c.empty() ? c.first_ != c.first_ && c.last_ != c.last_ : is_finite(c.first_) && is_finite(c.last_);
    }

    friend bool operator==(edges const& a, edges const& b) {
        return static_cast<elapsed const&>(a) == b && (a.empty() || (a.first_ == b.first_ && a.last_ == b.last_));
    }

private:
    double first_ = std::numeric_limits<double>::quiet_NaN();
    double last_ = std::numeric_limits<double>::quiet_NaN();
};

} // namespace crucible::telemetry::cells
