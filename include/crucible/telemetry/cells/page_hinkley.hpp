// SPDX-License-Identifier: MIT
#pragma once
// The test of Page and Hinkley: deviations from the mean of all rows so far that add up.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/two_sums.hpp>

namespace crucible::telemetry {

struct page_hinkley_rule {
    double threshold = 40;       ///< of a sum
    double slack = 0.15;         ///< of each row: changes of the mean below it are tolerated
    bool in_sd = true;           ///< both in standard deviations of all rows so far; false: in the measurement's unit
    double keep = 0.9999;        ///< of the sum from row to row
    std::uint32_t warm_up = 100; ///< rows before which nothing is told
    double least_scale = 0;      ///< above 0: what sd is not below, instead of the least change
    telemetry::side side = side::both;
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e9 && slack >= 0 && slack <= 1e9 && keep > 0 && keep <= 1 &&
               warm_up >= 2 && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("slack", slack), f("in_sd", in_sd), f("keep", keep), f("warm_up", warm_up);
        f("least_scale", least_scale), f("side", side), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// U = max(0, keep U + x - mean - slack), D the same of mean - x, found when one is above the threshold; the mean is
/// that of all rows since the start or the last finding, x included.
template <page_hinkley_rule Rule = page_hinkley_rule{}>
class page_hinkley : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (count_ == 0) anchor_ = x;
        ++count_;
        double const d = x - anchor_;
        sum_ += d;
        squares_ += d * d;
        double const inverse = 1 / count_, mean = sum_ * inverse, deviation = d - mean;
        if constexpr (Rule.in_sd) {
            double const sd = telemetry::detail::square_root((squares_ - sum_ * mean) * inverse);
            double const floor = resolution_.floor(Rule.least_scale);
            scale_ = sd > floor ? sd : floor;
        }
        double const slack = Rule.slack * scale_;
        sums_.add(Rule.keep, Rule.side != side::down ? deviation - slack : 0,
                  Rule.side != side::up ? -deviation - slack : 0);
        if (sums_.greater() > Rule.threshold * scale_ && count_ >= Rule.warm_up) [[unlikely]]
            tell(anchor_ + mean);
    }

    /// The greater of both sums.
    [[nodiscard]] double score() const { return rows() == 0 ? not_judged : detail::score_of(sums_.greater(), scale_); }

    static constexpr serial_form<page_hinkley> form{"page_hinkley", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to);
        sums_.write(to), to.write(anchor_, count_, sum_, squares_, scale_);
    }
    static bool read(auto& from, page_hinkley& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               detail::two_sums::read(from, c.sums_) &&
               from.read(c.anchor_, c.count_, c.sum_, c.squares_, c.scale_) && c.anchor_ == c.anchor_ &&
               c.count_ >= 0 && c.sum_ == c.sum_ && c.squares_ >= 0 && c.scale_ >= 0;
    }
    friend bool operator==(page_hinkley const&, page_hinkley const&) = default;

private:
    static constexpr double not_judged = std::numeric_limits<double>::quiet_NaN();

    void tell(double mean) {
        note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
                               .expected_from = mean - Rule.slack * scale_, .expected_to = mean + Rule.slack * scale_});
        count_ = sum_ = squares_ = 0;
        sums_ = {};
    }

    detail::resolution resolution_{};
    double anchor_ = 0; // the first value; sums are of what is above it
    double count_ = 0, sum_ = 0, squares_ = 0;
    detail::two_sums sums_{}; // in the measurement's unit
    double scale_ = 1;
};

} // namespace cells
} // namespace crucible::telemetry
