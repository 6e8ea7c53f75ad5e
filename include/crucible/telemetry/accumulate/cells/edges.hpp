// SPDX-License-Identifier: MIT
#pragma once
// The first and the last value by time. 40 bytes.

#include <crucible/telemetry/accumulate/cells/elapsed.hpp>

#include <compare>
#include <limits>

namespace crucible::telemetry::cells {

/// Of values with equal timestamps, the first given is the first and the last given the last; between merged cells, the
/// least is the first and the greatest the last, which makes merging exact in any order.
class edges : public elapsed {
public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        if (count_ == 0 || at < first_at_) first_ = x;
        if (count_ == 0 || at >= last_at_) last_ = x;
        elapsed::operator()(x, weight, at);
    }

    edges& operator+=(edges const& other) {
        if (other.count_ == 0) return *this;
        if (count_ == 0) return *this = other;
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

    friend bool operator==(edges const& a, edges const& b) {
        return static_cast<elapsed const&>(a) == b && (a.count_ == 0 || (a.first_ == b.first_ && a.last_ == b.last_));
    }

private:
    double first_ = std::numeric_limits<double>::quiet_NaN();
    double last_ = std::numeric_limits<double>::quiet_NaN();
};

} // namespace crucible::telemetry::cells
