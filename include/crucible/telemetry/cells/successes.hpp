// SPDX-License-Identifier: MIT
#pragma once
// How many rows, and in how many of them a flag was set. 32 bytes; exact as `counted` is.

#include <crucible/telemetry/cells/counted.hpp>

#include <limits>

namespace crucible::telemetry::cells {

/// Takes 0 and 1.
class successes : public counted {
public:
    void operator()(double set, double weight = 1) {
        counted::operator()(set, weight);
        if (set != 0) set_(set, weight);
    }

    successes& operator+=(successes const& other) {
        counted::operator+=(other);
        set_ += other.set_;
        return *this;
    }

    /// Rows whose flag is set, each counted by its weight. O(1).
    [[nodiscard]] double set() const { return set_.count(); }

    /// Share of the rows whose flag is set, 0 to 1; NaN when there are none. O(1).
    [[nodiscard]] double rate() const { return empty() ? std::numeric_limits<double>::quiet_NaN() : set() / count(); }

    static constexpr serial_form<successes> form{"successes", 1};
    void write(auto& to) const {
        counted::write(to);
        set_.write(to);
    }
    static bool read(auto& from, successes& c) {
        return counted::read(from, c) && counted::read(from, c.set_) && c.set_.count() <= c.count();
    }

    friend bool operator==(successes const&, successes const&) = default;

private:
    counted set_{};
};

} // namespace crucible::telemetry::cells
