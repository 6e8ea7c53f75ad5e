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
        if (!full_ && at_ == 0) anchor_ = x;
        double const d = x - anchor_;
        rest_[at_].first = x;
        first_ += d;
        second_ += d * d;
        if (++at_ == N) [[unlikely]]
            begin_block();
    }

    [[nodiscard]] std::uint32_t count() const { return full_ ? N : at_; }

    /// Deviation from the mean and the sum of squares about it of the values in the window. Pre-condition: not empty.
    struct place {
        double deviation, squares;
    };
    [[nodiscard]] place of(double x) const {
        double const s = first_ + rest_of_block().first;
        double const mean = full_ ? s * (1.0 / N) : s / at_;
        double const squares = second_ + rest_of_block().second - s * mean;
        return {x - anchor_ - mean, squares > 0 ? squares : 0};
    }

    void write(auto& to) const {
        to.write(static_cast<std::uint8_t>(full_), at_, anchor_, first_, second_);
        for (sums const& each : rest_) to.write(each.first, each.second);
    }
    static bool read(auto& from, rolling_moments& c) {
        std::uint8_t full = 0;
        if (!from.read(full, c.at_, c.anchor_, c.first_, c.second_) || full > 1 || c.at_ >= N) return false;
        c.full_ = full == 1;
        bool sound = c.anchor_ == c.anchor_ && c.first_ == c.first_ && c.second_ == c.second_;
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

    [[nodiscard]] sums rest_of_block() const { return full_ ? rest_[at_] : sums{}; }

    /// About the middle one of three values, which no outlier moves far away.
    void begin_block() {
        double const a = rest_[0].first, b = rest_[N / 2].first, c = rest_[N - 1].first;
        anchor_ = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        sums to_end{};
        for (std::uint32_t i = N; i-- != 0;) {
            double const d = rest_[i].first - anchor_;
            to_end = {to_end.first + d, to_end.second + d * d};
            rest_[i] = to_end;
        }
        first_ = second_ = 0;
        at_ = 0;
        full_ = true;
    }

    std::array<sums, N> rest_{}; // before at_: values of this block; from at_ on: sums to the end of the block before
    double anchor_ = 0;
    double first_ = 0, second_ = 0; // of this block
    std::uint32_t at_ = 0;
    bool full_ = false;
};

} // namespace crucible::telemetry::cells::detail
