// SPDX-License-Identifier: MIT
#pragma once
// Mean and variance of the first rows, and of no later ones: what later rows are held against.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>

#include <cstdint>

namespace crucible::telemetry::cells::detail {

class reference {
public:
    /// Takes rows up to a number; false when it has them all.
    bool add(double x, std::uint32_t rows) {
        if (count_ == rows) [[likely]]
            return false;
        ++count_;
        double const d = x - mean_;
        mean_ += d / count_;
        squares_ += d * (x - mean_); // Welford 1962
        sd_ = count_ > 1 ? telemetry::detail::square_root(squares_ / (count_ - 1)) : 0;
        return true;
    }

    [[nodiscard]] std::uint32_t count() const { return count_; }
    [[nodiscard]] double mean() const { return mean_; }
    [[nodiscard]] double sd() const { return sd_; }

    void write(auto& to) const { to.write(count_, mean_, squares_, sd_); }
    static bool read(auto& from, reference& c) {
        return from.read(c.count_, c.mean_, c.squares_, c.sd_) && c.mean_ == c.mean_ && c.squares_ >= 0 && c.sd_ >= 0;
    }
    friend bool operator==(reference const&, reference const&) = default;

private:
    std::uint32_t count_ = 0;
    double mean_ = 0, squares_ = 0, sd_ = 0;
};

} // namespace crucible::telemetry::cells::detail
