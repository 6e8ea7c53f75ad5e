// SPDX-License-Identifier: MIT
#pragma once
// The least and the greatest value. 16 bytes; merging is exact in any order.

#include <crucible/telemetry/accumulate/cell.hpp>
#include <crucible/telemetry/accumulate/cells/lanes.hpp>

#include <limits>

namespace crucible::telemetry::cells {

class extrema {
public:
    void operator()(double x, double /*weight*/ = 1) {
        min_ = lesser(x, min_);
        max_ = greater(x, max_);
    }

    void operator()(std::span<double const> values) {
        min_ = detail::join(detail::in_lanes(values, min_, [](double& m, double x) { m = lesser(x, m); }), lesser);
        max_ = detail::join(detail::in_lanes(values, max_, [](double& m, double x) { m = greater(x, m); }), greater);
    }

    extrema& operator+=(extrema const& other) {
        min_ = lesser(other.min_, min_);
        max_ = greater(other.max_, max_);
        return *this;
    }

    /// The least value; NaN when there is none. O(1).
    [[nodiscard]] double min() const { return empty() ? nothing : min_; }

    /// The greatest value; NaN when there is none. O(1).
    [[nodiscard]] double max() const { return empty() ? nothing : max_; }

    friend bool operator==(extrema const&, extrema const&) = default;

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    static constexpr double lesser(double a, double b) { return a < b ? a : b; }
    static constexpr double greater(double a, double b) { return a > b ? a : b; }
    [[nodiscard]] bool empty() const { return min_ > max_; }

    double min_ = std::numeric_limits<double>::infinity();
    double max_ = -std::numeric_limits<double>::infinity();
};

} // namespace crucible::telemetry::cells
