// SPDX-License-Identifier: MIT
#pragma once
// The least change between values that follow each other: the step of a quantised series, next to nothing of others. A
// scale that is not below it keeps series that are printed with few digits, or that hardly ever change, from alarming.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/noted.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>

#include <limits>

namespace crucible::telemetry::cells::detail {

class resolution {
public:
    /// O(1), without a branch.
    void operator()(double x) {
        double const step = telemetry::detail::absolute(x - last_);
        double const changed = step > noise * telemetry::detail::absolute(x) + least_judged ? step : unknown;
        least_ = changed < least_ ? changed : least_;
        last_ = x;
    }

    /// What a scale is not below: what is given, if anything is, else the least change, which is without bound as long
    /// as nothing has changed. Not below 2^-480, so that its square is above 0 and no score infinite.
    [[nodiscard]] double floor(double given) const {
        return given > 0 ? telemetry::detail::larger(given, least_judged) : least_;
    }

    /// The latest value; infinite before the first.
    [[nodiscard]] double last() const { return last_; }

    void write(auto& to) const { to.write(least_, last_); }
    static bool read(auto& from, resolution& c) {
        return from.read(c.least_, c.last_) && c.least_ > 0 && c.last_ == c.last_;
    }
    friend bool operator==(resolution const&, resolution const&) = default;

private:
    static constexpr double unknown = std::numeric_limits<double>::infinity();
    static constexpr double noise = 1e-12; // of the value: changes that are rounding

    double least_ = unknown;
    double last_ = unknown; // so that the first value is no change
};

} // namespace crucible::telemetry::cells::detail
