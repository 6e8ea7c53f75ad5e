// SPDX-License-Identifier: MIT
#pragma once
// An amount that adds up over time: the sum, the first and last row and their times. 64 bytes.

#include <crucible/telemetry/cells/edges.hpp>
#include <crucible/telemetry/cells/total.hpp>

namespace crucible::telemetry::cells {

/// Merge as `edges`, sum as `total`.
class flow : public edges, public total {
public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        edges::operator()(x, weight, at);
        if (weight == 1) total::operator()(x);
        else total::operator()(x, weight);
    }

    flow& operator+=(flow const& other) {
        edges::operator+=(other);
        total::operator+=(other);
        return *this;
    }

    /// What was added after the first row and up to the last, per second: the first row's amount came to be before the
    /// time that is looked at. NaN when no time passed. O(1).
    [[nodiscard]] double throughput() const { return per_second(sum() - first()); }

    static constexpr serial_form<flow> form{"flow", 1};
    void write(auto& to) const {
        edges::write(to);
        total::write(to);
    }
    static bool read(auto& from, flow& c) {
        return edges::read(from, c) && total::read(from, c);
    }

    friend bool operator==(flow const&, flow const&) = default;
};

} // namespace crucible::telemetry::cells
