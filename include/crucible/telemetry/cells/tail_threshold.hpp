// SPDX-License-Identifier: MIT
#pragma once
// A threshold that the tail sets itself (Siffer, Fouque, Termier and Largouet 2017: SPOT, and DSPOT for series that
// drift): a generalised Pareto distribution of what is above a high level says how improbable a value is.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rolling_moments.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/sorted_window.hpp>

namespace crucible::telemetry {

struct tail_threshold_rule {
    double risk = 1e-4;             ///< probability beyond which a value is told
    double tail = 0.02;             ///< share of values that make the tail
    std::uint32_t warm_up = 1000;   ///< rows that set where the tail begins
    std::uint32_t peaks = 512;      ///< the latest of the tail, by which its shape is known
    std::uint32_t window = 128;     ///< values are judged less the mean of so many rows before; 0: as they are
    double least_scale = 0;         ///< above 0: what its scale is not below, instead of the least change
    telemetry::side side = side::up; ///< up or down
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return risk > 0 && risk < tail && tail < 0.5 && tail * warm_up >= 8 && tail * warm_up + 1 <= peaks &&
               peaks <= 4096 && (window == 0 || (window >= 3 && window <= 65'536)) && least_scale >= 0 &&
               side != side::both && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("risk", risk), f("tail", tail), f("warm_up", warm_up), f("peaks", peaks), f("window", window);
        f("least_scale", least_scale), f("side", side), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// P(X > x) = share (1 + g (x - level) / s)^(-1 / g) above the level, with shape g and scale s by probability-weighted
/// moments (Hosking and Wallis 1987) of the latest peaks; score -ln P, found above -ln risk. What is found counts in
/// the tail as what is to be expected there, E(X | X > threshold), as long as it comes no more often than the risk:
/// left out, it would make the tail of mere noise too short, and counted as it is it would hide the next one. The level
/// is set anew by the latest `warm_up` rows when in two such stretches, one after the other, more than four times as
/// many rows were above it as should be, or less than a quarter.
template <tail_threshold_rule Rule = tail_threshold_rule{}>
class tail_threshold : public noted {
    static constexpr bool sound = Rule.sensible(); // else the statistic says what is wrong
    static constexpr std::uint32_t peaks = sound ? Rule.peaks : 8, window = Rule.window > 2 && sound ? Rule.window : 3;
    static constexpr std::uint32_t first_peaks = sound ? static_cast<std::uint32_t>(Rule.tail * Rule.warm_up) + 1 : 8;
    static inline double const nats = -__builtin_log(sound ? Rule.risk : 0.5);

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(Rule.side == side::down ? -x : x);
        count_row();
        double center = 0;
        if constexpr (Rule.window != 0) {
            if (before_.count() == window) [[likely]]
                center = x - before_.of(x).deviation;
            bool const late = before_.count() != window;
            before_.add(x);
            if (late) return;
        }
        value_ = x - center;
        resolution_(x);
        if (!warm_ || strayed_ != 0) [[unlikely]]
            keep(value_);
        if (++stretch_ == Rule.warm_up) [[unlikely]]
            return end_stretch(center);
        judge(center);
    }

    /// -ln P of the latest row; 0 below the level, NaN during the warm-up.
    [[nodiscard]] double score() const {
        if (!warm_) return std::numeric_limits<double>::quiet_NaN();
        if (!(value_ > level_)) return 0;
        double const y = (value_ - level_) / scale_;
        double const in_tail = flat() ? y : shape_ * y > -1 ? __builtin_log1p(shape_ * y) / shape_ : unheard_of;
        double const all = in_tail - __builtin_log(share());
        return all < unheard_of ? all : unheard_of;
    }

    static constexpr serial_form<tail_threshold> form{"tail_threshold", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), before_.write(to), peaks_.write(to);
        to.write(warm_, strayed_, stretch_, above_, top_size_);
        for (std::uint32_t i = 0; i != top_size_; ++i) to.write(top_[i]);
        to.write(level_, beyond_, shape_, scale_, value_, rows_in_tail_, rows_judged_, expected_);
    }
    static bool read(auto& from, tail_threshold& c) {
        bool right = noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
                     detail::rolling_moments<window>::read(from, c.before_) &&
                     detail::sorted_window<peaks>::read(from, c.peaks_) &&
                     from.read(c.warm_, c.strayed_, c.stretch_, c.above_, c.top_size_) && c.stretch_ < Rule.warm_up &&
                     c.above_ <= c.stretch_ && c.top_size_ <= first_peaks && c.top_size_ <= c.stretch_;
        for (std::uint32_t i = 0; right && i != c.top_size_; ++i)
            right = from.read(c.top_[i]) && c.top_[i] == c.top_[i];
        right = right && from.read(c.level_, c.beyond_, c.shape_, c.scale_, c.value_) &&
                from.read(c.rows_in_tail_, c.rows_judged_, c.expected_);
        return right && c.level_ == c.level_ && c.beyond_ == c.beyond_ && c.shape_ >= -0.5 && c.shape_ <= 0.9 &&
               c.scale_ >= 0 && c.value_ == c.value_ && c.rows_in_tail_ <= c.rows_judged_;
    }
    friend bool operator==(tail_threshold const&, tail_threshold const&) = default;

private:
    static constexpr double unheard_of = 700; // nats: what is past the end of a tail that has one

    [[nodiscard]] bool flat() const { return telemetry::detail::absolute(shape_) < 1e-6; }
    [[nodiscard]] double share() const {
        return static_cast<double>(rows_in_tail_ + 1) / static_cast<double>(rows_judged_ + 1);
    }

    /// The greatest ones of a stretch; the least of those is where the tail may begin.
    [[gnu::noinline, gnu::cold]] void keep(double x) {
        if (top_size_ == first_peaks && !(x > top_[first_peaks - 1])) return;
        std::uint32_t i = top_size_ != first_peaks ? top_size_++ : first_peaks - 1;
        for (; i != 0 && top_[i - 1] < x; --i) top_[i] = top_[i - 1];
        top_[i] = x;
    }

    void judge(double center) {
        if (!(value_ > level_) || !warm_) [[likely]]
            return void(++rows_judged_);
        ++above_;
        if (value_ > beyond_) [[unlikely]]
            return tell(center);
        ++rows_in_tail_, ++rows_judged_;
        peaks_.add(value_ - level_), fit();
    }

    [[gnu::noinline, gnu::cold]] void end_stretch(double center) {
        judge(center);
        constexpr double expected = Rule.tail * Rule.warm_up;
        auto const strays = static_cast<std::int8_t>((above_ > 4 * expected) - (above_ < expected / 4));
        bool const anew = !warm_ || (strays != 0 && strays == strayed_ && top_[first_peaks - 1] != level_);
        strayed_ = anew ? std::int8_t{} : strays;
        if (anew) begin_tail();
        stretch_ = above_ = top_size_ = 0;
        top_ = {};
    }

    /// By the latest stretch.
    void begin_tail() {
        level_ = top_[first_peaks - 1];
        peaks_ = {};
        rows_judged_ = Rule.warm_up;
        rows_in_tail_ = expected_ = 0;
        for (std::uint32_t k = first_peaks; k-- != 0;)
            if (top_[k] > level_) peaks_.add(top_[k] - level_), ++rows_in_tail_;
        warm_ = true;
        fit();
    }

    /// By the moments a0 = E y, a1 = E y (1 - F(y)): g = 2 - a0 / (a0 - 2 a1), s = 2 a0 a1 / (a0 - 2 a1).
    [[gnu::noinline]] void fit() {
        if (rows_judged_ > std::uint64_t{1} << 20) // so that the share can drift
            rows_judged_ /= 2, rows_in_tail_ /= 2, expected_ /= 2;
        std::uint32_t const n = peaks_.size();
        double const inverse = n == 0 ? 0 : 1.0 / n;
        double a0 = 0, a1 = 0;
        for (std::uint32_t i = 0; i != n; ++i) {
            a0 += peaks_[i] * inverse;
            a1 += peaks_[i] * inverse * (1 - (i + 0.65) * inverse);
        }
        double const floor = resolution_.floor(Rule.least_scale), apart = a0 - 2 * a1;
        bool const known = n >= 8 && apart > 0;
        double const shape = known ? 2 - a0 / apart : 0;
        shape_ = shape < -0.5 ? -0.5 : shape > 0.9 ? 0.9 : shape;
        scale_ = known && shape == shape_ ? 2 * a0 * a1 / apart : a0 * (1 - shape_); // else by the mean, s / (1 - g)
        if (!(scale_ > floor)) scale_ = floor;
        double const rarer = __builtin_log(share() / Rule.risk), in_nats = rarer > 1 ? rarer : 1;
        beyond_ = level_ + scale_ * (flat() ? in_nats : __builtin_expm1(shape_ * in_nats) / shape_);
    }

    void tell(double center) {
        fit(); // by the scale that the latest change allows
        if (!(value_ > beyond_)) return;
        double const score = this->score();
        finding what{.severity = Rule.severity, .score = score > nats ? score : nats, .threshold = nats};
        if (Rule.side == side::up) what.expected_to = center + beyond_;
        else what.expected_from = -(center + beyond_);
        note<Rule.refractory>(what);
        ++rows_judged_;
        if (static_cast<double>(expected_) > Rule.risk * static_cast<double>(rows_judged_)) return;
        ++expected_, ++rows_in_tail_;
        double const y = beyond_ - level_;
        peaks_.add(y + (scale_ + shape_ * y) / (1 - shape_)), fit();
    }

    detail::resolution resolution_{};
    detail::rolling_moments<window> before_{};
    detail::sorted_window<peaks> peaks_{}; // less the level
    std::array<double, first_peaks> top_{}; // of this stretch, the greatest first
    double level_ = 0;                      // where the tail begins
    double beyond_ = 0;                     // what is told
    double shape_ = 0, scale_ = 0;
    double value_ = 0; // the latest, less the mean before
    std::uint64_t rows_in_tail_ = 0, rows_judged_ = 0;
    std::uint64_t expected_ = 0; // findings that count in the tail
    std::uint32_t stretch_ = 0, above_ = 0; // rows since the level was last looked at, and those above it
    std::uint32_t top_size_ = 0;
    std::int8_t strayed_ = 0; // 1 when too many rows of the stretch before were above, -1 when too few
    bool warm_ = false;
};

} // namespace cells
} // namespace crucible::telemetry
