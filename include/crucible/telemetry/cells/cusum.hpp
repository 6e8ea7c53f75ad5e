// SPDX-License-Identifier: MIT
#pragma once
// Page's cumulative sums: small deviations from a reference that add up, in one direction or the other.

#include <crucible/telemetry/cells/detail/reference.hpp>
#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/two_sums.hpp>

namespace crucible::telemetry {

struct cusum_rule {
    double threshold = 10;       ///< of a sum, in standard deviations
    double slack = 0.5;          ///< of each row, in standard deviations: half of the shift that is looked for
    std::uint32_t warm_up = 200; ///< rows that set mean and standard deviation; the last of them is the first judged
    double least_scale = 0;      ///< above 0: what sd is not below, instead of the least change
    telemetry::side side = side::both;
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && slack >= 0 && slack <= 1e6 && warm_up >= 2 && least_scale >= 0 &&
               refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("slack", slack), f("warm_up", warm_up), f("least_scale", least_scale);
        f("side", side), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// S+ = max(0, S+ + (x - mean) / sd - slack), S- the same of (mean - x), found when one is above the threshold. Mean
/// and sd are those of the first rows after the start or the last finding.
template <cusum_rule Rule = cusum_rule{}>
class cusum : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (reference_.add(x, Rule.warm_up) && reference_.count() != Rule.warm_up) return;
        double const floor = resolution_.floor(Rule.least_scale);
        scale_ = reference_.sd() > floor ? reference_.sd() : floor;
        double const deviation = x - reference_.mean(), slack = Rule.slack * scale_;
        sums_.add(1, Rule.side != side::down ? deviation - slack : 0, Rule.side != side::up ? -deviation - slack : 0);
        if (sums_.greater() > Rule.threshold * scale_) [[unlikely]]
            tell();
    }

    /// The greater of both sums, in standard deviations; NaN during the warm-up.
    [[nodiscard]] double score() const { return detail::score_of(sums_.greater(), scale_); }

    static constexpr serial_form<cusum> form{"cusum", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), reference_.write(to);
        sums_.write(to), to.write(scale_);
    }
    static bool read(auto& from, cusum& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               detail::reference::read(from, c.reference_) && detail::two_sums::read(from, c.sums_) &&
               from.read(c.scale_) && c.scale_ >= 0;
    }
    friend bool operator==(cusum const&, cusum const&) = default;

private:
    void tell() {
        double const slack = Rule.slack * scale_;
        note<Rule.refractory>(detail::of_side<Rule.side>(
            {.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
             .expected_from = reference_.mean() - slack, .expected_to = reference_.mean() + slack}));
        reference_ = {};
        sums_ = {};
    }

    detail::resolution resolution_{};
    detail::reference reference_{};
    detail::two_sums sums_{}; // in the measurement's unit
    double scale_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
