// SPDX-License-Identifier: MIT
#pragma once
// Values that are too many standard deviations away from the mean of the rows before them.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rolling_moments.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

namespace crucible::telemetry {

struct z_score_rule {
    double threshold = 5;         ///< standard deviations
    std::uint32_t window = 128;   ///< rows that a value is compared with, itself excluded
    std::uint32_t warm_up = 64;   ///< rows before the first that is judged
    double least_scale = 0;       ///< above 0: what sd is not below, instead of the least change
    telemetry::side side = side::both;
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && window >= 3 && window <= 65'536 && warm_up >= 2 &&
               warm_up <= window && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("window", window), f("warm_up", warm_up), f("least_scale", least_scale);
        f("side", side), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// z = |x - mean| / max(sd, least change seen or least scale) over the window before x, judged without a root; of one
/// side x - mean or mean - x. 2 kB for a window of 128.
template <z_score_rule Rule = z_score_rule{}>
class z_score : public noted {
    static constexpr std::uint32_t window = Rule.sensible() ? Rule.window : 3; // else the statistic says what is wrong

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (moments_.count() >= Rule.warm_up) [[likely]]
            judge(x);
        moments_.add(x);
    }

    /// z of the latest row, 0 on the other side; NaN during the warm-up.
    [[nodiscard]] double score() const {
        if (rows() <= Rule.warm_up) return std::numeric_limits<double>::quiet_NaN();
        using telemetry::detail::square_root; // of both: their quotient may be past all numbers
        return square_ == 0 ? 0 : square_root(square_) / square_root(variance_);
    }

    static constexpr serial_form<z_score> form{"z_score", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), moments_.write(to);
        to.write(square_, variance_);
    }
    static bool read(auto& from, z_score& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               detail::rolling_moments<window>::read(from, c.moments_) && from.read(c.square_, c.variance_) &&
               c.square_ >= 0 && c.variance_ >= 0;
    }
    friend bool operator==(z_score const&, z_score const&) = default;

private:
    void judge(double x) {
        auto const [deviation, variance] = moments_.of(x);
        double const floor = resolution_.floor(Rule.least_scale);
        double const distance = detail::towards<Rule.side>(deviation);
        square_ = Rule.side == side::both || distance > 0 ? distance * distance : 0;
        variance_ = variance > floor * floor ? variance : floor * floor;
        if (square_ > Rule.threshold * Rule.threshold * variance_) [[unlikely]]
            tell(x - deviation, telemetry::detail::square_root(variance_));
    }

    void tell(double mean, double sd) {
        double const most = Rule.threshold * sd;
        note<Rule.refractory>(detail::of_side<Rule.side>(
            {.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
             .expected_from = mean - most, .expected_to = mean + most}));
    }

    detail::resolution resolution_{};
    detail::rolling_moments<window> moments_{};
    double square_ = 0; // of the latest deviation, and the variance with which it is compared
    double variance_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
