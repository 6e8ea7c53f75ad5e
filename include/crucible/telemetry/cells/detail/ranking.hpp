// SPDX-License-Identifier: MIT
#pragma once
// Rows in order, as far as a sketch knows them: what quantiles are read from.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace crucible::telemetry::cells::detail {

/// Up to `Capacity` groups of rows, each spread evenly over the values from `from` to `to`. Read at once: 24 bytes
/// each.
template <std::size_t Capacity>
class ranking {
public:
    /// Adds a group that is not below those before. Pre-condition: there is room, and rows > 0.
    void append(double from, double to, double rows) {
        from_[size_] = from;
        to_[size_] = to;
        past_[size_] = this->rows() + rows;
        ++size_;
    }

    [[nodiscard]] double rows() const { return size_ == 0 ? 0 : past_[size_ - 1]; }

    /// Quantile of type 7 (Hyndman, Fan 1996): the value at position (W - 1) p counted from 0, linear between
    /// neighbouring rows. NaN when there are none. O(log groups).
    [[nodiscard]] double quantile(double p) const {
        if (size_ == 0) return std::numeric_limits<double>::quiet_NaN();
        double const position = std::max(0.0, rows() - 1) * p;
        double const below = telemetry::detail::round_down(position);
        double const value = row(below);
        return position == below ? value : telemetry::detail::interpolate(value, row(below + 1), position - below);
    }

    template <std::size_t N>
    [[nodiscard]] std::array<double, N> quantiles(std::array<double, N> const& probabilities) const {
        std::array<double, N> result;
        for (std::size_t i = 0; i != N; ++i) result[i] = quantile(probabilities[i]);
        return result;
    }

private:
    /// The value of the row of this number: in the first group whose summed rows are past it, or in the last.
    /// The very first and the very last row lie at the ends.
    [[nodiscard]] double row(double number) const {
        auto const found = std::upper_bound(past_.begin(), past_.begin() + static_cast<std::ptrdiff_t>(size_), number);
        auto const i = std::min(static_cast<std::size_t>(found - past_.begin()), size_ - 1);
        if (from_[i] == to_[i] || (i == 0 && number < 1)) return from_[i];
        if (i == size_ - 1 && number + 1 >= past_[i]) return to_[i];
        double const before = i == 0 ? 0 : past_[i - 1];
        return telemetry::detail::interpolate(from_[i], to_[i],
                                              std::min(1.0, (number - before + 0.5) / (past_[i] - before)));
    }

    std::array<double, Capacity> from_, to_, past_;
    std::size_t size_ = 0;
};

} // namespace crucible::telemetry::cells::detail
