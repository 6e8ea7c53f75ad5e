// SPDX-License-Identifier: MIT
#pragma once
// Errors too rare for what was seen before: each as -ln P(E >= e) among those before it.

#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/error_tail.hpp>

namespace crucible::telemetry {

/// What the error of a value is.
enum class error_of : unsigned char {
    deviation, ///< its distance from a slow level
    excess,    ///< how far it is above that level
    shortfall, ///< how far it is below
    value,     ///< the value itself: an error already, such as a residual or a latency; its sign does not matter
};

struct tail_rule {
    double threshold = 9;           ///< nats: one row in e^9 = 8100
    error_of error = error_of::deviation;
    double memory = 10'000;         ///< rows after which an error weighs 1/e
    double level = 0.0005;          ///< weight of a value in the level, once there are 1 / level values
    double index = 0.7;             ///< of the Pareto tail beyond the greatest error: how much records count
    std::uint32_t warm_up = 100;    ///< rows before the first that is told
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{.rows = 1000, .margin = 2, .melt = 0.05};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold >= 0 && threshold <= 100 && error <= error_of::value && memory >= 10 && memory <= 1e6 &&
               level >= 0 && level <= 1 && index >= 0 && index <= 10 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("error", error), f("memory", memory), f("level", level), f("index", index);
        f("warm_up", warm_up), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// The level is a mean at first and then a slow average, which one value moves by no more than `reach`. 6.8 kB.
template <tail_rule Rule = tail_rule{}>
class tail : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        if (rows() == 1) level_ = x;
        double const deviation = x - level_, error = error_of_value(x, deviation);
        odds_ = errors_.odds(error, Rule.index);
        double const reach = errors_.reach();
        errors_.add(error, Rule.memory);
        if constexpr (Rule.error != error_of::value) follow(deviation, reach);
        if (odds_ > told && rows() > Rule.warm_up) [[unlikely]]
            tell();
    }

    /// -ln P(E >= e) of the latest row, in nats; NaN before the first.
    [[nodiscard]] double score() const {
        return rows() == 0 ? std::numeric_limits<double>::quiet_NaN() : __builtin_log(odds_);
    }

    /// What errors are measured from.
    [[nodiscard]] double level() const { return level_; }

    static constexpr serial_form<tail> form{"tail", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), errors_.write(to);
        to.write(level_, odds_);
    }
    static bool read(auto& from, tail& c) {
        return noted::read(from, c) && error_tail::read(from, c.errors_) && from.read(c.level_, c.odds_) &&
               telemetry::detail::is_finite(c.level_) && c.odds_ >= 1 && telemetry::detail::is_finite(c.odds_);
    }
    friend bool operator==(tail const&, tail const&) = default;

private:
    static constexpr double told = error_tail::odds_of(Rule.threshold);

    static double error_of_value(double x, double deviation) {
        if constexpr (Rule.error == error_of::value) return telemetry::detail::absolute(x);
        else if constexpr (Rule.error == error_of::excess) return deviation > 0 ? deviation : 0;
        else if constexpr (Rule.error == error_of::shortfall) return deviation < 0 ? -deviation : 0;
        else return telemetry::detail::absolute(deviation);
    }

    void follow(double deviation, double reach) {
        using telemetry::detail::clamped, telemetry::detail::larger;
        double const step = reach > 0 ? clamped(deviation, -reach, reach) : deviation;
        level_ += larger(Rule.level, 1 / static_cast<double>(rows())) * step;
        telemetry::detail::drop_if_tiny(level_);
    }

    void tell() {
        note<Rule.refractory>({.severity = Rule.severity, .score = score(), .threshold = Rule.threshold});
    }

    error_tail errors_{};
    double level_ = 0;
    double odds_ = 1; // of the latest error
};

} // namespace cells
} // namespace crucible::telemetry
