// SPDX-License-Identifier: MIT
#pragma once
// Pairs of a value and a place: where the least and the greatest value stand. 32 bytes; merging is exact in any order.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <limits>

namespace crucible::telemetry::cells {

/// Takes pairs: `c(x, place)`. Of several places with the same extreme value, the least counts.
class located {
public:
    void operator()(double x, double place, double /*weight*/ = 1) {
        see_low(x, place);
        see_high(x, place);
    }

    located& operator+=(located const& other) {
        if (other.empty()) return *this;
        see_low(other.min_, other.at_min_);
        see_high(other.max_, other.at_max_);
        return *this;
    }

    [[nodiscard]] bool empty() const { return min_ > max_; }

    /// Where the least value stands. Pre-condition: not empty. O(1).
    [[nodiscard]] double at_min() const { return at_min_; }

    /// Where the greatest value stands. Pre-condition: not empty. O(1).
    [[nodiscard]] double at_max() const { return at_max_; }

    static constexpr serial_form<located> form{"located", 1};
    void write(auto& to) const { to.write(min_, max_, at_min_, at_max_); }
    static bool read(auto& from, located& c) {
        if (!from.read(c.min_, c.max_, c.at_min_, c.at_max_)) return false;
        if (c.empty()) return c == located{};
        for (double const x : {c.min_, c.max_, c.at_min_, c.at_max_})
            if (!telemetry::detail::is_finite(x)) return false;
        return true;
    }

    friend bool operator==(located const&, located const&) = default;

private:
    void see_low(double x, double place) {
        if (x < min_ || (x == min_ && place < at_min_)) [[unlikely]]
            min_ = x, at_min_ = place;
    }

    void see_high(double x, double place) {
        if (x > max_ || (x == max_ && place < at_max_)) [[unlikely]]
            max_ = x, at_max_ = place;
    }

    double min_ = std::numeric_limits<double>::infinity();
    double max_ = -std::numeric_limits<double>::infinity();
    double at_min_ = 0;
    double at_max_ = 0;
};

} // namespace crucible::telemetry::cells
