// SPDX-License-Identifier: MIT
#pragma once
// Sums of the latest N values and of their squares. Nothing is ever subtracted, so that a value which has left the
// window leaves no error behind: what is left of the block before is kept as sums from each of its places to its end.

#include <array>
#include <cstdint>

namespace crucible::telemetry::cells::detail {

template <std::uint32_t N>
    requires(N >= 3)
class rolling_moments {
public:
    /// Amortised O(1).
    void add(double x) {
        if (count_ < N) [[unlikely]] {
            if (count_ == 0) anchor_ = x;
            count(count_ + 1);
        }
        double const d = x - anchor_;
        rest_[at_].first = x;
        first_ += d;
        second_ += d * d;
        if (++at_ == N) [[unlikely]]
            begin_block();
    }

    [[nodiscard]] double count() const { return count_; }

    /// Deviation of x from the mean of the values in the window, and their variance: 0 up to rounding, to either side,
    /// where all are equal. Pre-condition for the variance: two values.
    struct place {
        double deviation, variance;
    };
    [[nodiscard]] place of(double x) const {
        double const s = first_ + rest_[at_].first, mean = s * inverse_;
        return {x - anchor_ - mean, (second_ + rest_[at_].second - s * mean) * inverse_less_};
    }

    void write(auto& to) const {
        to.write(at_, anchor_, first_, second_, count_);
        for (sums const& each : rest_) to.write(each.first, each.second);
    }
    static bool read(auto& from, rolling_moments& c) {
        if (!from.read(c.at_, c.anchor_, c.first_, c.second_, c.count_) || c.at_ >= N) return false;
        bool sound = c.anchor_ == c.anchor_ && c.first_ == c.first_ && c.second_ == c.second_ &&
                     (c.count_ == N || c.count_ == c.at_);
        if (sound && c.count_ != 0) c.count(c.count_);
        for (sums& each : c.rest_) {
            sound = sound && from.read(each.first, each.second);
            sound = sound && each.first == each.first && each.second == each.second;
        }
        return sound;
    }
    friend bool operator==(rolling_moments const&, rolling_moments const&) = default;

private:
    struct sums {
        double first = 0, second = 0;
        friend bool operator==(sums const&, sums const&) = default;
    };

    void count(double values) {
        count_ = values;
        inverse_ = 1 / values;
        inverse_less_ = values > 1 ? 1 / (values - 1) : 0;
    }

    /// About the value that leaves the window last: as one of N values, it is at most sqrt(N) standard deviations away
    /// from their mean, whatever has been before them.
    void begin_block() {
        anchor_ = rest_[N - 1].first;
        sums to_end{};
        for (std::uint32_t i = N; i-- != 0;) {
            double const d = rest_[i].first - anchor_;
            to_end = {to_end.first + d, to_end.second + d * d};
            rest_[i] = to_end;
        }
        first_ = second_ = 0;
        at_ = 0;
    }

    std::array<sums, N> rest_{}; // before at_: values of this block; from there: sums to the end of the one before
    double anchor_ = 0;
    double first_ = 0, second_ = 0; // of this block
    double count_ = 0; // of values in the window
    double inverse_ = 0, inverse_less_ = 0; // 1 / count, 1 / (count - 1)
    std::uint32_t at_ = 0;
};

} // namespace crucible::telemetry::cells::detail
