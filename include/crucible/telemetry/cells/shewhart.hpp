// SPDX-License-Identifier: MIT
#pragma once
// Shewhart's chart of single values: those beyond limits that the first rows set, and that stay until one is beyond.

#include <crucible/telemetry/cells/detail/reference.hpp>
#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

namespace crucible::telemetry {

struct shewhart_rule {
    double threshold = 5;        ///< standard deviations
    std::uint32_t warm_up = 300; ///< rows that set mean and standard deviation; the last of them is the first judged
    double least_scale = 0;      ///< above 0: what sd is not below, instead of the least change
    telemetry::side side = side::both;
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && warm_up >= 2 && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("warm_up", warm_up), f("least_scale", least_scale), f("side", side);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// |x - mean| / max(sd, least change seen or least scale), both of the first rows after the start or the last finding.
template <shewhart_rule Rule = shewhart_rule{}>
class shewhart : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (reference_.add(x, Rule.warm_up) && reference_.count() != Rule.warm_up) return;
        double const floor = resolution_.floor(Rule.least_scale);
        distance_ = detail::towards<Rule.side>(x - reference_.mean());
        scale_ = reference_.sd() > floor ? reference_.sd() : floor;
        if (distance_ > Rule.threshold * scale_) [[unlikely]]
            tell();
    }

    /// Of the latest row that was judged; 0 on the other side.
    [[nodiscard]] double score() const { return detail::score_of(distance_ > 0 ? distance_ : 0, scale_); }

    static constexpr serial_form<shewhart> form{"shewhart", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), reference_.write(to);
        to.write(distance_, scale_);
    }
    static bool read(auto& from, shewhart& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               detail::reference::read(from, c.reference_) && from.read(c.distance_, c.scale_) &&
               c.distance_ == c.distance_ && c.scale_ >= 0;
    }
    friend bool operator==(shewhart const&, shewhart const&) = default;

private:
    void tell() {
        double const most = Rule.threshold * scale_;
        note<Rule.refractory>(detail::of_side<Rule.side>(
            {.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
             .expected_from = reference_.mean() - most, .expected_to = reference_.mean() + most}));
        reference_ = {};
    }

    detail::resolution resolution_{};
    detail::reference reference_{};
    double distance_ = 0; // of the latest row, and in units of what
    double scale_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
