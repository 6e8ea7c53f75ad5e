// SPDX-License-Identifier: MIT
#pragma once
// The least and the greatest value. 16 bytes; merging is exact in any order.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <limits>

namespace crucible::telemetry::cells {

class extrema {
public:
    void operator()(double x, double /*weight*/ = 1) {
        if (x < min_) [[unlikely]] // a branch, since a store in every row would make each wait for the one before
            min_ = x;
        if (x > max_) [[unlikely]]
            max_ = x;
    }

    void operator()(std::span<double const> values) {
        using telemetry::detail::pack;
        pack const nothing_less = pack{} + min_, nothing_greater = pack{} + max_;
        pack least[2]{nothing_less, nothing_less}, greatest[2]{nothing_greater, nothing_greater};
        auto const see = [&](std::size_t chain, pack const& x) {
            least[chain] = x < least[chain] ? x : least[chain];
            greatest[chain] = x > greatest[chain] ? x : greatest[chain];
        };
        telemetry::detail::in_packs<2>(values, see, [&](double x) { (*this)(x); });
        for (std::size_t j = 0; j != telemetry::detail::pack_size; ++j)
            for (std::size_t chain = 0; chain != 2; ++chain) {
                min_ = lesser(least[chain][j], min_);
                max_ = greater(greatest[chain][j], max_);
            }
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

    static constexpr serial_form<extrema> form{"extrema", 1};
    void write(auto& to) const { to.write(min_, max_); }
    static bool read(auto& from, extrema& c) {
        using telemetry::detail::is_finite;
        if (!from.read(c.min_, c.max_)) return false;
        return c == extrema{} || (is_finite(c.min_) && is_finite(c.max_) && c.min_ <= c.max_);
    }

    friend bool operator==(extrema const&, extrema const&) = default;

protected:
    [[nodiscard]] bool empty() const { return min_ > max_; }

    double min_ = std::numeric_limits<double>::infinity();
    double max_ = -std::numeric_limits<double>::infinity();

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    static constexpr double lesser(double a, double b) { return a < b ? a : b; }
    static constexpr double greater(double a, double b) { return a > b ? a : b; }
};

} // namespace crucible::telemetry::cells
