// SPDX-License-Identifier: MIT
#pragma once
// How many rows, and in how many of them a flag was set. 16 bytes; exact as `counted` is.

#include <crucible/telemetry/accumulate/cells/counted.hpp>

#include <limits>

namespace crucible::telemetry::cells {

/// Takes 0 and 1.
class successes : public counted {
public:
    void operator()(double set, double weight = 1) {
        counted::operator()(set, weight);
        set_ += set * weight;
    }

    successes& operator+=(successes const& other) {
        counted::operator+=(other);
        set_ += other.set_;
        return *this;
    }

    /// Share of the rows whose flag is set, 0 to 1; NaN when there are none. O(1).
    [[nodiscard]] double rate() const { return count_ == 0 ? std::numeric_limits<double>::quiet_NaN() : set_ / count_; }

    friend bool operator==(successes const&, successes const&) = default;

private:
    double set_ = 0;
};

} // namespace crucible::telemetry::cells
