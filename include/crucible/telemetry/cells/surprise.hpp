// SPDX-License-Identifier: MIT
#pragma once
// How surprising a value is, given the level, the time of day, and how odd the values before it were: three errors,
// each through its calibrated tail.

#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/error_tail.hpp>

#include <type_traits>

namespace crucible::telemetry {

struct surprise_rule {
    double threshold = 9;        ///< nats
    bool daily = true;           ///< rows that have a time are compared with those of their time of day as well
    double level = 0.0005;       ///< weight of a value in the level
    double profile = 0.1;        ///< weight of an hour's values in the mean of their time of day
    double recent = 0.01;        ///< weight of a value in what is expected at a time of day that was not seen yet
    double burst = 0.05;         ///< weight of a row's surprise in the mean surprise
    double price = 0.3;          ///< nats that each e-fold of the rows after 1000 costs
    double memory = 10'000;      ///< rows after which an error weighs 1/e
    double index = 0.7;          ///< of the Pareto tail beyond the greatest error
    std::uint32_t warm_up = 100; ///< rows before the first that is told
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{.rows = 1000, .margin = 2, .melt = 0.05};

    [[nodiscard]] constexpr bool sensible() const {
        for (double const weight : {level, profile, recent, burst})
            if (!(weight >= 0 && weight <= 1)) return false;
        return threshold >= 0 && threshold <= 100 && price >= 0 && price <= 100 && memory >= 10 && memory <= 1e6 &&
               index >= 0 && index <= 10 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("daily", daily), f("level", level), f("profile", profile), f("recent", recent);
        f("burst", burst), f("price", price), f("memory", memory), f("index", index), f("warm_up", warm_up);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

namespace detail {

/// Moves an estimate by a share of the error, which no single value makes greater than `reach` allows.
inline void approach(double& estimate, double share, double error, double reach) {
    estimate += share * (reach > 0 ? telemetry::detail::clamped(error, -reach, reach) : error);
}

/// Means by hour of the day, apart for working days and weekends: UTC, which a fixed shift from local time does not
/// spoil.
class daily_profile {
public:
    /// odds of the value among those of its time of day; then the profile learns it.
    double operator()(double x, timestamp at, surprise_rule const& rule) {
        unsigned const now = place(at);
        double const recent = recent_;
        double const error = x - (visits_[now] != 0 ? means_[now] : visited_ ? recent : x);
        double const size = telemetry::detail::absolute(error), reach = errors_.reach();
        double const odds = errors_.odds(size, rule.index);
        errors_.add(size, rule.memory);
        if (visited_) approach(recent_, rule.recent, x - recent, reach);
        else recent_ = x;
        learn(now, x, error, reach, share_of_hour(at) * rule.profile);
        visited_ = true;
        at_ = at;
        return odds;
    }

    void write(auto& to) const {
        errors_.write(to);
        to.write(recent_, share_, at_, visited_);
        to.write_array(std::span<double const>(means_));
        to.write_array(std::span<std::uint32_t const>(visits_));
    }
    static bool read(auto& from, daily_profile& c) {
        if (!error_tail::read(from, c.errors_) || !from.read(c.recent_, c.share_, c.at_, c.visited_) ||
            !from.read_array(std::span<double>(c.means_)) || !from.read_array(std::span<std::uint32_t>(c.visits_)))
            return false;
        for (double const mean : c.means_)
            if (!telemetry::detail::is_finite(mean)) return false;
        return telemetry::detail::is_finite(c.recent_) && c.share_ >= 0 && c.share_ <= 1;
    }
    friend bool operator==(daily_profile const&, daily_profile const&) = default;

private:
    static constexpr unsigned places = 48;
    static constexpr std::int64_t hour = 3'600'000'000'000; // in nanoseconds

    [[nodiscard]] static unsigned place(timestamp at) {
        std::int64_t const now = at.time_since_epoch().count();
        std::int64_t const hours = now / hour - (now % hour < 0 ? 1 : 0);
        auto const of_week = static_cast<unsigned>(((hours + 4 * 24) % 168 + 168) % 168); // from Sunday; 1970 began on
        unsigned const day = of_week / 24;                                               // a Thursday
        return of_week % 24 + (day == 0 || day == 6 ? 24 : 0);
    }

    /// Which part of an hour it is since the row before, one at most. When no time passed, as it was.
    double share_of_hour(timestamp at) {
        if (visited_ && at > at_) {
            auto const from = static_cast<std::uint64_t>(at_.time_since_epoch().count());
            auto const to = static_cast<std::uint64_t>(at.time_since_epoch().count());
            share_ = telemetry::detail::smaller(1.0, static_cast<double>(to - from) / static_cast<double>(hour));
        }
        return share_;
    }

    void learn(unsigned at, double x, double error, double reach, double share) {
        if (visits_[at] == 0) means_[at] = x;
        if (visits_[at] != ~std::uint32_t{}) ++visits_[at];
        approach(means_[at], telemetry::detail::larger(share, 1.0 / visits_[at]), visits_[at] == 1 ? 0 : error, reach);
    }

    error_tail errors_{};
    std::array<double, places> means_{};
    std::array<std::uint32_t, places> visits_{};
    double recent_ = 0;
    double share_ = 1.0 / 12; // of an hour: five minutes, until two times are known
    timestamp at_{};
    bool visited_ = false;
};

struct no_profile {
    void write(auto&) const {}
    static bool read(auto&, no_profile&) { return true; }
    friend bool operator==(no_profile const&, no_profile const&) = default;
};

/// What surprise is computed from. The rule comes with each value, so that many can be tried.
template <bool Daily>
class surprise_state {
public:
    /// Nats, not negative.
    double operator()(double x, timestamp at, surprise_rule const& rule) {
        ++rows_;
        double odds = of_level(x, rule);
        if constexpr (Daily)
            if (at != timestamp{}) odds = (odds + profile_(x, at, rule)) / 2; // harmonic mean of both p
        double const nats = __builtin_log(odds), of_run = of_burst(nats, rule);
        double const most = of_run > odds ? __builtin_log(of_run) : nats;
        if (rows_ < 1024 || rows_ % 64 == 0) length_ = __builtin_log(static_cast<double>(rows_) / 1000);
        return telemetry::detail::larger(0.0, most - rule.price * length_);
    }

    void write(auto& to) const {
        to.write(rows_, level_, burst_, length_);
        levels_.write(to), bursts_.write(to), profile_.write(to);
    }
    static bool read(auto& from, surprise_state& c) {
        using telemetry::detail::is_finite;
        return from.read(c.rows_, c.level_, c.burst_, c.length_) && error_tail::read(from, c.levels_) &&
               error_tail::read(from, c.bursts_) && profile::read(from, c.profile_) && is_finite(c.level_) &&
               c.burst_ >= 0 && c.burst_ < 700 && is_finite(c.length_);
    }
    friend bool operator==(surprise_state const&, surprise_state const&) = default;

private:
    static constexpr std::uint64_t rows_before_bursts = 20;
    using profile = std::conditional_t<Daily, daily_profile, no_profile>;

    double of_level(double x, surprise_rule const& rule) {
        if (rows_ == 1) level_ = x;
        double const error = x - level_, size = telemetry::detail::absolute(error), reach = levels_.reach();
        double const odds = levels_.odds(size, rule.index);
        levels_.add(size, rule.memory);
        approach(level_, share(rule.level), error, reach);
        return odds;
    }

    /// A run of mildly odd values is itself rare.
    double of_burst(double nats, surprise_rule const& rule) {
        burst_ += share(rule.burst) * (nats - burst_);
        double const size = __builtin_exp(burst_);
        double const odds = rows_ > rows_before_bursts ? bursts_.odds(size, rule.index) : 1;
        bursts_.add(size, rule.memory);
        return odds;
    }

    /// The weight of the latest value in a mean at first, and then in a moving one.
    [[nodiscard]] double share(double least) const {
        return telemetry::detail::larger(least, 1 / static_cast<double>(rows_));
    }

    std::uint64_t rows_ = 0;
    double level_ = 0, burst_ = 0;
    double length_ = 0; // ln(rows / 1000), renewed every 64 rows
    error_tail levels_{}, bursts_{};
    [[no_unique_address]] profile profile_{};
};

} // namespace detail

/// 20.5 kB; without a profile 13.3 kB.
template <surprise_rule Rule = surprise_rule{}>
class surprise : public noted {
public:
    void operator()(double x, double /*weight*/ = 1, timestamp at = {}) {
        count_row();
        score_ = state_(detail::within_judged(x), at, Rule);
        if (score_ > Rule.threshold && rows() > Rule.warm_up) [[unlikely]]
            note<Rule.refractory>({.severity = Rule.severity, .score = score_, .threshold = Rule.threshold});
    }

    /// Surprise of the latest row, in nats; NaN before the first.
    [[nodiscard]] double score() const { return rows() == 0 ? std::numeric_limits<double>::quiet_NaN() : score_; }

    static constexpr serial_form<surprise> form{"surprise", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), state_.write(to);
        to.write(score_);
    }
    static bool read(auto& from, surprise& c) {
        return noted::read(from, c) && state::read(from, c.state_) && from.read(c.score_) && c.score_ >= 0;
    }
    friend bool operator==(surprise const&, surprise const&) = default;

private:
    using state = detail::surprise_state<Rule.daily>;

    state state_{};
    double score_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
