// SPDX-License-Identifier: MIT
#pragma once
// Every value, for exact quantiles over windows. 16 bytes a row, amortised O(1) a row: not for endless streams.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace crucible::telemetry::cells {

/// Two samples are equal when they hold the same values in the same order; what is read depends on no order.
class exact_sample {
public:
    void operator()(double x, double weight = 1) { values_.push_back({x, weight}); }

    exact_sample& operator+=(exact_sample const& other) {
        values_.reserve(values_.size() + other.values_.size());
        for (std::size_t i = 0, n = other.values_.size(); i != n; ++i) values_.push_back(other.values_[i]);
        return *this;
    }

    /// Quantiles of type 7 (Hyndman, Fan 1996): with the rows in order, each repeated by its weight, the value at
    /// position (W - 1) p counted from 0, linear between neighbours. NaN when there are none. O(n log n).
    template <std::size_t N>
    [[nodiscard]] std::array<double, N> quantiles(std::array<double, N> const& probabilities) const {
        auto sorted = values_;
        std::sort(sorted.begin(), sorted.end(), [](weighted a, weighted b) { return a.value < b.value; });
        double total = 0;
        for (weighted& v : sorted) v.weight = total += v.weight;
        std::array<double, N> result;
        for (std::size_t i = 0; i != N; ++i) result[i] = at(sorted, std::max(0.0, total - 1) * probabilities[i]);
        return result;
    }

    static constexpr serial_form<exact_sample> form{"exact_sample", 1};
    void write(auto& to) const {
        to.write(std::uint64_t{values_.size()});
        for (weighted const& v : values_) to.write(v.value, v.weight);
    }
    static bool read(auto& from, exact_sample& c) {
        std::size_t size = 0;
        if (!from.read_size(size, sizeof(weighted))) return false;
        c.values_.resize(size);
        using telemetry::detail::is_finite;
        for (weighted& v : c.values_)
            if (!from.read(v.value, v.weight) || !is_finite(v.value) || !is_finite(v.weight) || v.weight <= 0)
                return false;
        return true;
    }

    friend bool operator==(exact_sample const&, exact_sample const&) = default;

private:
    struct weighted {
        double value;
        double weight; // of this value; of all up to this one, once sorted and summed
        friend bool operator==(weighted const&, weighted const&) = default;
    };

    /// The value at a position between rows.
    static double at(std::vector<weighted> const& sorted, double position) {
        if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
        double const below = std::floor(position);
        return std::lerp(row(sorted, below), row(sorted, below + 1), position - below);
    }

    /// The value of the row with this number: the first whose summed weight is past it, or the last.
    static double row(std::vector<weighted> const& sorted, double number) {
        auto const found = std::upper_bound(sorted.begin(), sorted.end(), number,
                                            [](double n, weighted const& v) { return n < v.weight; });
        return found == sorted.end() ? sorted.back().value : found->value;
    }

    std::vector<weighted> values_;
};

} // namespace crucible::telemetry::cells
