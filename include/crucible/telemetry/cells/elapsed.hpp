// SPDX-License-Identifier: MIT
#pragma once
// How many rows, and when the first and the last of them were emitted, in whatever order they come. 32 bytes.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/cells/counted.hpp>

#include <limits>

namespace crucible::telemetry::cells {

/// Merging is exact in any order.
class elapsed : public counted {
public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        counted::operator()(x, weight);
        first_at_ = telemetry::detail::smaller(first_at_, at);
        last_at_ = telemetry::detail::larger(last_at_, at);
    }

    elapsed& operator+=(elapsed const& other) {
        counted::operator+=(other);
        first_at_ = telemetry::detail::smaller(first_at_, other.first_at_);
        last_at_ = telemetry::detail::larger(last_at_, other.last_at_);
        return *this;
    }

    /// Seconds from the first row to the last; 0 when there are fewer than two. O(1).
    [[nodiscard]] double seconds() const {
        auto const from = static_cast<std::uint64_t>(first_at_.time_since_epoch().count());
        auto const to = static_cast<std::uint64_t>(last_at_.time_since_epoch().count());
        return first_at_ < last_at_ ? static_cast<double>(to - from) / 1e9 : 0; // a difference of any two fits unsigned
    }

    /// `amount` per second between the first and the last row; NaN when no time passed between them.
    [[nodiscard]] double per_second(double amount) const {
        double const time = seconds();
        return time > 0 ? amount / time : std::numeric_limits<double>::quiet_NaN();
    }

    static constexpr serial_form<elapsed> form{"elapsed", 1};
    void write(auto& to) const {
        counted::write(to);
        to.write(first_at_, last_at_);
    }
    static bool read(auto& from, elapsed& c) {
        if (!counted::read(from, c) || !from.read(c.first_at_, c.last_at_)) return false;
        return c.empty() ? c == elapsed{} : c.first_at_ <= c.last_at_;
    }

    friend bool operator==(elapsed const&, elapsed const&) = default;

protected:
    timestamp first_at_ = timestamp::max();
    timestamp last_at_ = timestamp::min();
};

} // namespace crucible::telemetry::cells
