// SPDX-License-Identifier: MIT
#pragma once
// Values far from the median of the rows before them, in units of the median distance from it (MAD), which outliers in
// the window hardly move.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/sorted_window.hpp>

namespace crucible::telemetry {

struct modified_z_rule {
    double threshold = 5;       ///< in standard deviations, as which 1.4826 MAD counts: that of a normal distribution
    std::uint32_t window = 129; ///< rows that a value is compared with, itself excluded
    std::uint32_t warm_up = 64; ///< rows before the first that is judged
    double least_scale = 0;     ///< above 0: what 1.4826 MAD is not below, instead of the least change
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && window >= 3 && window <= 16'384 && warm_up >= 2 &&
               warm_up <= window && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("window", window), f("warm_up", warm_up), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// |x - median| / max(1.4826 MAD, least change seen or least scale) over the window before x.
template <modified_z_rule Rule = modified_z_rule{}>
class modified_z : public noted {
    static constexpr std::uint32_t window = Rule.sensible() ? Rule.window : 3; // else the statistic says what is wrong

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (window_.size() >= Rule.warm_up) [[likely]]
            judge(x);
        window_.add(x);
    }

    /// Of the latest row; NaN during the warm-up.
    [[nodiscard]] double score() const { return detail::score_of(distance_, scale_); }

    static constexpr serial_form<modified_z> form{"modified_z", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), window_.write(to);
        to.write(distance_, scale_);
    }
    static bool read(auto& from, modified_z& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               detail::sorted_window<window>::read(from, c.window_) && from.read(c.distance_, c.scale_) &&
               c.distance_ >= 0 && c.scale_ >= 0;
    }
    friend bool operator==(modified_z const&, modified_z const&) = default;

private:
    void judge(double x) {
        double const middle = window_.median(), mad = 1.4826022185056018 * window_.median_distance();
        double const floor = resolution_.floor(Rule.least_scale);
        distance_ = telemetry::detail::absolute(x - middle);
        scale_ = mad > floor ? mad : floor;
        double const most = Rule.threshold * scale_;
        if (distance_ > most) [[unlikely]]
            note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
                                   .expected_from = middle - most, .expected_to = middle + most});
    }

    detail::resolution resolution_{};
    detail::sorted_window<window> window_{};
    double distance_ = 0; // of the latest row, and in units of what
    double scale_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
