// SPDX-License-Identifier: MIT
#pragma once
// Two sums that never fall below 0, as charts of both sides have them. Side by side in one register: a maximum of a sum
// at a time would be a branch to some compilers, taken at random.

namespace crucible::telemetry::cells::detail {

class two_sums {
public:
    /// Each times `keep`, plus its own; 0 where that is less.
    void add(double keep, double to_above, double to_below) {
        pair const sums = pair{above_, below_} * keep + pair{to_above, to_below}, none{};
        pair const positive = sums > none ? sums : none;
        above_ = positive[0];
        below_ = positive[1];
    }

    [[nodiscard]] double greater() const { return above_ > below_ ? above_ : below_; }

    void write(auto& to) const { to.write(above_, below_); }
    static bool read(auto& from, two_sums& c) {
        return from.read(c.above_, c.below_) && c.above_ >= 0 && c.below_ >= 0;
    }
    friend bool operator==(two_sums const&, two_sums const&) = default;

private:
    using pair = double __attribute__((vector_size(16)));

    double above_ = 0, below_ = 0;
};

} // namespace crucible::telemetry::cells::detail
