// SPDX-License-Identifier: MIT
#pragma once
// A loss that leaves its trend: its fading mean stands above the best that it was, and stays.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

namespace crucible::telemetry {

struct divergence_rule {
    double threshold = 12;       ///< standard errors of the fading mean above its best
    double weight = 0.02;        ///< of the latest row in the fading mean; in that of the scale a quarter of it
    double clip = 4;             ///< standard deviations: what one row counts at most, so that a spike is no divergence
    std::uint32_t warm_up = 200; ///< rows before which nothing is told
    double least_scale = 0;      ///< above 0: what sd is not below, instead of the least change
    telemetry::side worse = side::up; ///< of a loss up, of an accuracy down
    telemetry::severity severity = severity::critical;

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && weight > 0 && weight < 1 && clip > 0 && warm_up >= 2 &&
               least_scale >= 0 && worse != side::both;
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("weight", weight), f("clip", clip), f("warm_up", warm_up);
        f("least_scale", least_scale), f("worse", worse), f("severity", severity);
    }
};

namespace cells {

/// r = clip(x - m, clip sd), m += w r, sd = 1.2533 times the fading mean of |r|, e = sd sqrt(w / (2 - w)). The best m
/// is the one of which m + 6 e is least: a deep one of a noisy time may be mere chance. Score (m - best) / the greater
/// one of e now and then. Told once, and again only after the mean has come half of the way back.
template <divergence_rule Rule = divergence_rule{}>
class divergence : public noted {
    static constexpr double sign = Rule.worse == side::down ? -1 : 1;

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = sign * detail::within_judged(x);
        count_row();
        resolution_(x);
        if (rows() == 1) [[unlikely]]
            fading_ = best_ = x;
        double const floor = resolution_.floor(Rule.least_scale);
        double const sd = 1.2533141373155003 * mean_size_; // of a normal distribution
        double const count = static_cast<double>(rows());
        double const most = Rule.clip * (sd > floor ? sd : floor);
        bool const young = count < early;
        double const d = x - fading_, r = young ? d : d > most ? most : d < -most ? -most : d;
        double const w = young && 1 / count > Rule.weight ? 1 / count : Rule.weight, v = young ? w : Rule.weight / 4;
        fading_ += w * r;
        mean_size_ += v * (telemetry::detail::absolute(r) - mean_size_);
        double const error = standard_error * (sd > floor ? sd : floor), e = error > least_error ? error : least_error;
        if (young || fading_ + sure * e < best_ + sure * error_of_best_) best_ = fading_, error_of_best_ = e;
        scale_ = e > error_of_best_ ? e : error_of_best_;
        if (fading_ < back_) [[unlikely]]
            back_ = never;
        if (fading_ - best_ > Rule.threshold * scale_ && back_ == never && count >= Rule.warm_up) [[unlikely]]
            tell();
    }

    /// Of the latest row.
    [[nodiscard]] double score() const { return detail::score_of(fading_ - best_, scale_); }

    static constexpr serial_form<divergence> form{"divergence", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to);
        to.write(fading_, best_, error_of_best_, mean_size_, scale_, back_);
    }
    static bool read(auto& from, divergence& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               from.read(c.fading_, c.best_, c.error_of_best_, c.mean_size_, c.scale_, c.back_) &&
               c.fading_ == c.fading_ && c.best_ == c.best_ && c.error_of_best_ >= 0 && c.mean_size_ >= 0 &&
               c.scale_ >= 0 && c.back_ == c.back_;
    }
    friend bool operator==(divergence const&, divergence const&) = default;

private:
    static constexpr double early = 40; // rows of which the mean and scale are plain averages
    static constexpr double sure = 6;   // standard errors, by which no mean is off
    static constexpr double least_error = std::numeric_limits<double>::min();
    static constexpr double never = -std::numeric_limits<double>::infinity();
    static inline double const standard_error = telemetry::detail::square_root(Rule.weight / (2 - Rule.weight));

    void tell() {
        finding what{.severity = Rule.severity, .score = score(), .threshold = Rule.threshold};
        (sign > 0 ? what.expected_to : what.expected_from) = sign * (best_ + Rule.threshold * scale_);
        note<refractory_rule{}>(what);
        back_ = best_ + 0.5 * Rule.threshold * scale_;
    }

    detail::resolution resolution_{};
    double fading_ = 0, best_ = 0; // turned so that more is worse
    double error_of_best_ = 0;     // of the row that it is of
    double mean_size_ = 0;         // of residuals
    double scale_ = 0;             // of the latest row
    double back_ = never;          // below it what was told is over
};

} // namespace cells
} // namespace crucible::telemetry
