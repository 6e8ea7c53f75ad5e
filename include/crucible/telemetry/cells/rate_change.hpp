// SPDX-License-Identifier: MIT
#pragma once
// Rows that come more often than they did, or less often: cumulative log likelihood ratios of the gaps between them.

#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/two_sums.hpp>

#include <array>

namespace crucible::telemetry {

struct rate_change_rule {
    double threshold = 15;       ///< nats
    double factor = 2;           ///< so many times as often, or as seldom, is what is looked for
    double longest = 10;         ///< mean gaps: what one gap counts at most, so that a pause is no change
    std::uint32_t warm_up = 200; ///< gaps that set the mean gap
    telemetry::side side = side::both; ///< up is more often
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && factor > 1 && factor <= 1e6 && longest >= 1 && warm_up >= 2 &&
               refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("factor", factor), f("longest", longest), f("warm_up", warm_up);
        f("side", side), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// With a gap of g mean gaps and r the factor: U = max(0, U + ln r - (r - 1) g), D = max(0, D - ln r + (1 - 1 / r) g),
/// exact for gaps that are exponential, as of a Poisson process, and more than careful for regular ones. Found when one
/// is above the threshold; then the mean gap is set anew. Of the gaps that set it, the four longest count as `longest`
/// means of the others at most. A clock that is set back is no gap; rows without a time are passed over.
template <rate_change_rule Rule = rate_change_rule{}>
class rate_change : public noted {
    static constexpr double r = Rule.factor;
    static inline double const ln_r = __builtin_log(Rule.sensible() ? Rule.factor : 2);

public:
    void operator()(double /*value*/, double /*weight*/ = 1, timestamp at = {}) {
        count_row();
        std::int64_t const now = at.time_since_epoch().count(), before = latest_;
        if (now == 0) return; // no time
        latest_ = now;
        if (before == 0 || now < before) return; // the first, or a clock that was set back
        double const gap = static_cast<double>(static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(before));
        if (gaps_ != Rule.warm_up) return warm_up(gap);
        if (!(mean_gap_ > 0)) return start_anew(); // rows of one time have no rate
        double const g = gap < Rule.longest * mean_gap_ ? gap / mean_gap_ : Rule.longest;
        sums_.add(1, Rule.side != side::down ? ln_r - (r - 1) * g : 0,
                  Rule.side != side::up ? (1 - 1 / r) * g - ln_r : 0);
        if (sums_.greater() > Rule.threshold) [[unlikely]]
            tell();
    }

    /// In nats; NaN during the warm-up.
    [[nodiscard]] double score() const {
        return gaps_ == Rule.warm_up ? sums_.greater() : std::numeric_limits<double>::quiet_NaN();
    }

    static constexpr serial_form<rate_change> form{"rate_change", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), sums_.write(to);
        to.write(latest_, gaps_, mean_gap_);
        for (double const gap : longest_) to.write(gap);
    }
    static bool read(auto& from, rate_change& c) {
        bool right = noted::read(from, c) && detail::two_sums::read(from, c.sums_) &&
                     from.read(c.latest_, c.gaps_, c.mean_gap_) && c.gaps_ <= Rule.warm_up && c.mean_gap_ >= 0;
        for (double& gap : c.longest_) right = right && from.read(gap) && gap >= 0;
        return right;
    }
    friend bool operator==(rate_change const&, rate_change const&) = default;

private:
    static constexpr std::uint32_t kept = Rule.warm_up >= 32 ? 4 : Rule.warm_up / 8 + 1;

    /// Sets the kept ones apart; the mean is that of the others, and of all in the end.
    void warm_up(double gap) {
        ++gaps_;
        for (double& each : longest_)
            if (gap > each) {
                double const less = each;
                each = gap, gap = less;
            }
        if (gaps_ > kept) mean_gap_ += (gap - mean_gap_) / (gaps_ - kept);
        if (gaps_ != Rule.warm_up) return;
        double const most = Rule.longest * mean_gap_;
        double longer = 0;
        for (double& each : longest_) longer += (each < most ? each : most) - mean_gap_, each = 0;
        mean_gap_ += longer / Rule.warm_up;
    }

    void tell() {
        note<Rule.refractory>({.severity = Rule.severity, .score = sums_.greater(), .threshold = Rule.threshold});
        start_anew();
    }
    void start_anew() {
        gaps_ = 0;
        mean_gap_ = 0;
        sums_ = {};
    }

    detail::two_sums sums_{};
    std::int64_t latest_ = 0; // nanoseconds
    std::uint32_t gaps_ = 0;
    double mean_gap_ = 0; // nanoseconds
    std::array<double, kept> longest_{}; // of the warm-up, the longest first
};

} // namespace cells
} // namespace crucible::telemetry
