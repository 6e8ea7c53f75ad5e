// SPDX-License-Identifier: MIT
#pragma once
// The least and the greatest value, and when they occurred. 32 bytes; merging is exact in any order.

#include <crucible/telemetry/cells/extrema.hpp>

namespace crucible::telemetry::cells {

/// Of several rows with the same extreme value, the earliest counts.
class peaks : public extrema {
public:
    void operator()(double x, double /*weight*/ = 1, timestamp at = {}) {
        see_low(x, at);
        see_high(x, at);
    }

    peaks& operator+=(peaks const& other) {
        if (other == peaks{}) return *this;
        see_low(other.min_, other.min_at_);
        see_high(other.max_, other.max_at_);
        return *this;
    }

    [[nodiscard]] bool empty() const { return extrema::empty(); }

    /// When the least value was first seen. Pre-condition: not empty. O(1).
    [[nodiscard]] timestamp min_at() const { return min_at_; }

    /// When the greatest value was first seen. Pre-condition: not empty. O(1).
    [[nodiscard]] timestamp max_at() const { return max_at_; }

    static constexpr serial_form<peaks> form{"peaks", 1};
    void write(auto& to) const {
        extrema::write(to);
        to.write(min_at_, max_at_);
    }
    static bool read(auto& from, peaks& c) {
        return extrema::read(from, c) && from.read(c.min_at_, c.max_at_) && (!c.empty() || c == peaks{});
    }

    friend bool operator==(peaks const&, peaks const&) = default;

private:
    void see_low(double x, timestamp at) {
        if (x < min_ || (x == min_ && at < min_at_)) [[unlikely]]
            min_ = x, min_at_ = at;
    }

    void see_high(double x, timestamp at) {
        if (x > max_ || (x == max_ && at < max_at_)) [[unlikely]]
            max_ = x, max_at_ = at;
    }

    timestamp min_at_{};
    timestamp max_at_{};
};

} // namespace crucible::telemetry::cells
