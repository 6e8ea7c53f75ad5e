// SPDX-License-Identifier: MIT
#pragma once
// How many rows: the sum of weights. 8 bytes; exact while every weight is whole and the sum is below 2^53.

#include <crucible/telemetry/accumulate/cell.hpp>

namespace crucible::telemetry::cells {

class counted {
public:
    void operator()(double /*value*/, double weight = 1) { count_ += weight; }
    void operator()(std::span<double const> values) { count_ += static_cast<double>(values.size()); }

    counted& operator+=(counted const& other) {
        count_ += other.count_;
        return *this;
    }

    /// Rows seen, each counted by its weight.
    [[nodiscard]] double count() const { return count_; }

    friend bool operator==(counted const&, counted const&) = default;

protected:
    double count_ = 0;
};

} // namespace crucible::telemetry::cells
