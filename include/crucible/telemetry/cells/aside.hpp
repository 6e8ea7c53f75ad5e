// SPDX-License-Identifier: MIT
#pragma once
// How many values were put aside because they, or their weights, are of no use. 8 bytes; exact as `counted` is.

#include <crucible/telemetry/cells/cell.hpp>

namespace crucible::telemetry::cells {

class aside {
public:
    void operator()(double /*finite*/, double /*weight*/ = 1) {}
    void operator()(std::span<double const>) {}
    void put_aside(double weight) { count_ += weight; }

    aside& operator+=(aside const& other) {
        count_ += other.count_;
        return *this;
    }

    /// Values put aside, each counted by its weight.
    [[nodiscard]] double nonfinite() const { return count_; }

    static constexpr serial_form<aside> form{"aside", 1};
    void write(auto& to) const { to.write(count_); }
    static bool read(auto& from, aside& c) {
        return from.read(c.count_) && c.count_ >= 0;
    }

    friend bool operator==(aside const&, aside const&) = default;

private:
    double count_ = 0;
};

} // namespace crucible::telemetry::cells
