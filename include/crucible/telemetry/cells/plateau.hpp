// SPDX-License-Identifier: MIT
#pragma once
// A measurement that should improve and no longer does.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

namespace crucible::telemetry {

struct plateau_rule {
    double patience = 1000;    ///< rows without an improvement
    double gain = 0.001;       ///< what is an improvement: a share of the best so far
    double least_gain = 0;     ///< and no less than this, in the measurement's unit
    double weight = 0.02;      ///< of the latest row in the fading mean, which is what is compared
    telemetry::side better = side::down; ///< of a loss down, of an accuracy up
    telemetry::severity severity = severity::notice;

    [[nodiscard]] constexpr bool sensible() const {
        return patience >= 1 && patience <= 1e12 && gain >= 0 && gain < 1 && least_gain >= 0 && weight > 0 &&
               weight <= 1 && better != side::both;
    }
    constexpr void for_each(auto f) const {
        f("patience", patience), f("gain", gain), f("least_gain", least_gain), f("weight", weight);
        f("better", better), f("severity", severity);
    }
};

namespace cells {

/// m = m + w (x - m), best when it is better than the best by max(gain |best|, least gain); found when it was not for
/// `patience` rows, and again when it was not for as long after a better one.
template <plateau_rule Rule = plateau_rule{}>
class plateau : public noted {
    static constexpr double sign = Rule.better == side::up ? -1 : 1;

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = sign * detail::within_judged(x);
        count_row();
        if (rows() == 1) [[unlikely]]
            fading_ = best_ = x;
        fading_ += Rule.weight * (x - fading_);
        telemetry::detail::drop_if_tiny(fading_);
        double const relative = Rule.gain * telemetry::detail::absolute(best_);
        ++since_;
        if (fading_ < best_ - (relative > Rule.least_gain ? relative : Rule.least_gain)) {
            best_ = fading_;
            since_ = 0;
        } else if (since_ == static_cast<std::uint64_t>(Rule.patience) + 1) [[unlikely]]
            note<refractory_rule{}>({.severity = Rule.severity, .score = score(), .threshold = Rule.patience});
    }

    /// Rows since the latest improvement.
    [[nodiscard]] double score() const { return static_cast<double>(since_); }

    /// The best fading mean.
    [[nodiscard]] double best() const { return sign * best_; }

    static constexpr serial_form<plateau> form{"plateau", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const { noted::write(to), to.write(fading_, best_, since_); }
    static bool read(auto& from, plateau& c) {
        return noted::read(from, c) && from.read(c.fading_, c.best_, c.since_) && c.fading_ == c.fading_ &&
               c.best_ == c.best_ && c.since_ <= c.rows();
    }
    friend bool operator==(plateau const&, plateau const&) = default;

private:
    double fading_ = 0, best_ = 0; // turned so that less is better
    std::uint64_t since_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
