// SPDX-License-Identifier: MIT
#pragma once
// Values beyond Tukey's fences: so many times the distance between the quartiles of the rows before them, beyond the
// nearer quartile.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/sorted_window.hpp>

namespace crucible::telemetry {

struct iqr_fence_rule {
    double threshold = 3;       ///< interquartile ranges beyond a quartile: Tukey's outer fences
    std::uint32_t window = 128; ///< rows that a value is compared with, itself excluded
    std::uint32_t warm_up = 64; ///< rows before the first that is judged
    double least_scale = 0;     ///< above 0: what the range is not below, instead of the least change
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && window >= 4 && window <= 16'384 && warm_up >= 4 &&
               warm_up <= window && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("window", window), f("warm_up", warm_up), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// max(q1 - x, x - q3, 0) / max(q3 - q1, least change seen or least scale) over the window before x. The quartiles of n
/// values are those at n / 4 and 3 n / 4, counted from 0.
template <iqr_fence_rule Rule = iqr_fence_rule{}>
class iqr_fence : public noted {
    static constexpr std::uint32_t window = Rule.sensible() ? Rule.window : 4; // else the statistic says what is wrong

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (window_.size() >= Rule.warm_up) [[likely]]
            judge(x);
        window_.add(x);
    }

    /// Of the latest row; 0 between the quartiles, NaN during the warm-up.
    [[nodiscard]] double score() const { return detail::score_of(beyond_, scale_); }

    static constexpr serial_form<iqr_fence> form{"iqr_fence", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), window_.write(to);
        to.write(beyond_, scale_);
    }
    static bool read(auto& from, iqr_fence& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               detail::sorted_window<window>::read(from, c.window_) && from.read(c.beyond_, c.scale_) &&
               c.beyond_ >= 0 && c.scale_ >= 0;
    }
    friend bool operator==(iqr_fence const&, iqr_fence const&) = default;

private:
    void judge(double x) {
        std::uint32_t const n = window_.size();
        double const low = window_[n / 4], high = window_[n * 3 / 4], floor = resolution_.floor(Rule.least_scale);
        beyond_ = x > high ? x - high : x < low ? low - x : 0;
        scale_ = high - low > floor ? high - low : floor;
        double const most = Rule.threshold * scale_;
        if (beyond_ > most) [[unlikely]]
            note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
                                   .expected_from = low - most, .expected_to = high + most});
    }

    detail::resolution resolution_{};
    detail::sorted_window<window> window_{};
    double beyond_ = 0; // of the latest row, and in units of what
    double scale_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
