// SPDX-License-Identifier: MIT
#pragma once
// ZClip's rule as an alarm: a value far above a fading mean, which takes it in only as far as the rule lets it.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

namespace crucible::telemetry {

struct zclip_rule {
    double threshold = 2.5;     ///< standard deviations above the fading mean
    double kept = 0.97;         ///< of the mean and the variance with each row
    std::uint32_t warm_up = 25; ///< rows, whose mean and variance are what the others begin with
    double least_scale = 0;     ///< the standard deviation is taken to be no less, in the measurement's unit
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && kept > 0 && kept < 1 && warm_up >= 2 && least_scale >= 0 &&
               refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("kept", kept), f("warm_up", warm_up), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// z = (x - mean) / sd. Beyond the threshold T the value is taken for mean + T sd (T / z) ("reciprocal" clipping). Then
/// mean = k mean + (1 - k) x and variance = k variance + (1 - k) (x - mean)^2, of the new mean. 152 bytes.
template <zclip_rule Rule = zclip_rule{}>
class zclip : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (rows() <= Rule.warm_up) return warm_up(x);
        double const floor = resolution_.floor(Rule.least_scale), sd = telemetry::detail::square_root(variance_);
        double const scale = sd > floor ? sd : floor;
        z_ = scale > 0 ? (x - mean_) / scale : 0;
        if (z_ > Rule.threshold) [[unlikely]] {
            double const most = mean_ + Rule.threshold * scale;
            note<Rule.refractory>({.severity = Rule.severity, .score = z_, .threshold = Rule.threshold,
                                   .expected_to = most});
            x = mean_ + Rule.threshold * scale * (Rule.threshold / z_);
        }
        mean_ += (1 - Rule.kept) * (x - mean_);
        double const error = x - mean_;
        variance_ = Rule.kept * variance_ + (1 - Rule.kept) * error * error;
        if (telemetry::detail::absolute(mean_) < telemetry::detail::least_decayed) [[unlikely]]
            settle();
    }

    /// z of the latest row, 0 below the mean; NaN during the warm-up.
    [[nodiscard]] double score() const {
        if (rows() <= Rule.warm_up) return std::numeric_limits<double>::quiet_NaN();
        return z_ > 0 ? z_ : 0;
    }

    static constexpr serial_form<zclip> form{"zclip", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to);
        to.write(mean_, variance_, z_);
    }
    static bool read(auto& from, zclip& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               from.read(c.mean_, c.variance_, c.z_) && telemetry::detail::is_finite(c.mean_) && c.variance_ >= 0 &&
               c.z_ == c.z_;
    }
    friend bool operator==(zclip const&, zclip const&) = default;

private:
    /// Mean and variance (by n) of the rows so far, after Welford.
    void warm_up(double x) {
        double const error = x - mean_, n = static_cast<double>(rows());
        mean_ += error / n;
        variance_ += (error * (x - mean_) - variance_) / n;
    }

    /// Both become 0 where they are next to it: a mean that ends elsewhere keeps a rounding error, and so does the
    /// variance.
    [[gnu::noinline, gnu::cold]] void settle() {
        using telemetry::detail::least_decayed;
        mean_ = 0;
        telemetry::detail::drop_if_tiny(variance_, least_decayed * least_decayed);
    }

    detail::resolution resolution_{};
    double mean_ = 0, variance_ = 0;
    double z_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
