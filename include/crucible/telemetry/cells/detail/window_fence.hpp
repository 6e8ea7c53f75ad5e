// SPDX-License-Identifier: MIT
#pragma once
// Values beyond a range that the sorted rows before them set: so many times its spread below or above it.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/sorted_window.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>

namespace crucible::telemetry::cells::detail {

struct expected_range {
    double low, high, spread;
};

/// `RangeOf(window)` is an expected_range. max(low - x, x - high, 0) / max(spread, least change seen or least scale).
template <auto Rule, auto RangeOf>
class window_fence : public noted {
    static constexpr std::uint32_t window = Rule.sensible() ? Rule.window : 4; // else the statistic says what is wrong

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = within_judged(x);
        count_row();
        resolution_(x);
        if (window_.size() >= Rule.warm_up) [[likely]]
            judge(x);
        window_.add(x);
    }

    /// Of the latest row; 0 within the range, NaN during the warm-up.
    [[nodiscard]] double score() const { return score_of(beyond_, scale_); }

    void write(auto& to) const {
        noted::write(to), resolution_.write(to), window_.write(to);
        to.write(beyond_, scale_);
    }
    static bool read(auto& from, window_fence& c) {
        return noted::read(from, c) && resolution::read(from, c.resolution_) &&
               sorted_window<window>::read(from, c.window_) && from.read(c.beyond_, c.scale_) && c.beyond_ >= 0 &&
               c.scale_ >= 0;
    }
    friend bool operator==(window_fence const&, window_fence const&) = default;

private:
    void judge(double x) {
        auto const [low, high, spread] = RangeOf(window_);
        double const floor = resolution_.floor(Rule.least_scale);
        using telemetry::detail::larger;
        beyond_ = larger(larger(x - high, low - x), 0.0);
        scale_ = spread > floor ? spread : floor;
        double const most = Rule.threshold * scale_;
        if (beyond_ > most) [[unlikely]]
            note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
                                   .expected_from = low - most, .expected_to = high + most});
    }

    resolution resolution_{};
    sorted_window<window> window_{};
    double beyond_ = 0; // of the latest row, and in units of what
    double scale_ = 0;
};

} // namespace crucible::telemetry::cells::detail
