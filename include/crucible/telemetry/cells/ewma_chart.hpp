// SPDX-License-Identifier: MIT
#pragma once
// Roberts' chart of a fading mean: it leaves the mean of all rows by more than chance allows.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

namespace crucible::telemetry {

struct ewma_chart_rule {
    double threshold = 4;       ///< standard errors of the fading mean
    double weight = 0.1;        ///< of the latest row in the fading mean and variance
    std::uint32_t warm_up = 50; ///< rows before which nothing is told
    double least_scale = 0;     ///< above 0: what sd is not below, instead of the least change
    telemetry::side side = side::both;
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && weight >= 1e-6 && weight < 1 && warm_up >= 2 && least_scale >= 0 &&
               refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("weight", weight), f("warm_up", warm_up), f("least_scale", least_scale);
        f("side", side), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// z = sum of w_i x_i / W with w_i = w (1 - w)^(n - i), of which the sum is W = 1 - (1 - w)^n: no row weighs more for
/// being the first. Found when |z - mean| > threshold sd sqrt(w / (2 - w) (2 - W) / W), the root of the sum of
/// (w_i / W)^2; the mean is that of the n rows since the start or the last finding, x included, sd that of rows fading
/// as z does.
template <ewma_chart_rule Rule = ewma_chart_rule{}>
class ewma_chart : public noted {
    static constexpr double w = Rule.weight;

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (count_ == 0) [[unlikely]]
            anchor_ = x;
        ++count_;
        double const d = x - anchor_;
        sum_ += d;
        fading_ = (1 - w) * fading_ + w * d;
        squares_ = (1 - w) * squares_ + w * (d * d);
        weights_ = (1 - w) * weights_ + w;
        double const inverse = 1 / weights_, z = fading_ * inverse;
        double const variance = squares_ * inverse - z * z, floor = resolution_.floor(Rule.least_scale);
        distance_ = detail::towards<Rule.side>(z - sum_ / count_);
        variance_ = (w / (2 - w)) * (2 - weights_) * inverse * (variance > floor * floor ? variance : floor * floor);
        if (distance_ > 0 && distance_ * distance_ > Rule.threshold * Rule.threshold * variance_ &&
            count_ >= Rule.warm_up) [[unlikely]]
            tell();
    }

    /// Of the latest row.
    [[nodiscard]] double score() const {
        return detail::score_of(distance_ > 0 ? distance_ : 0, telemetry::detail::square_root(variance_));
    }

    static constexpr serial_form<ewma_chart> form{"ewma_chart", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to);
        to.write(anchor_, count_, sum_, fading_, squares_, weights_, distance_, variance_);
    }
    static bool read(auto& from, ewma_chart& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               from.read(c.anchor_, c.count_, c.sum_, c.fading_, c.squares_, c.weights_, c.distance_, c.variance_) &&
               c.anchor_ == c.anchor_ && c.count_ >= 0 && c.sum_ == c.sum_ && c.fading_ == c.fading_ &&
               c.squares_ >= 0 && c.weights_ >= 0 && c.weights_ < 2 && c.distance_ == c.distance_ &&
               c.variance_ >= 0;
    }
    friend bool operator==(ewma_chart const&, ewma_chart const&) = default;

private:
    void tell() {
        double const mean = anchor_ + sum_ / count_, most = Rule.threshold * telemetry::detail::square_root(variance_);
        note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.threshold,
                               .expected_from = mean - most, .expected_to = mean + most});
        count_ = sum_ = fading_ = squares_ = weights_ = 0;
    }

    detail::resolution resolution_{};
    double anchor_ = 0; // the first value; the rest is of what is above it
    double count_ = 0, sum_ = 0;
    double fading_ = 0, squares_ = 0;
    double weights_ = 0;  // 1 - (1 - w)^n
    double distance_ = 0; // of the latest row, and its variance
    double variance_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
