// SPDX-License-Identifier: MIT
#pragma once
// Spikes of a loss: values far above what two robust views of the rows before them expect. Noise falls as far as it
// rises, spikes only rise: how deep the dips are says how far noise may rise.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace crucible::telemetry {

struct spike_rule {
    double threshold = 4.4;     ///< deviations: the mean of those above the median of the window and above the trend
    double each = 4;            ///< deviations that a spike has above each of them
    double lasting = 3;         ///< deviations above the trend that are a spike in 4 of 5 rows
    double tolerated_dip = 4.9; ///< deviations below the median that are taken for noise of light tails
    double mirror = 1.3;        ///< times what the third-deepest dip is deeper, the threshold rises
    std::uint32_t window = 128; ///< rows that a value is compared with, itself excluded: an even number
    std::uint32_t rest = 4;     ///< rows without a spike after which the next one is another
    double least_scale = 0;     ///< scales are taken to be no less, in the measurement's unit
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && each > 0 && each <= threshold && lasting > 0 && lasting <= 1e6 &&
               tolerated_dip >= 0 && tolerated_dip <= 1e6 && mirror >= 0 && mirror <= 100 && window >= 16 &&
               window <= 4096 && window % 2 == 0 && rest <= 1'000'000 && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("each", each), f("lasting", lasting), f("tolerated_dip", tolerated_dip);
        f("mirror", mirror), f("window", window), f("rest", rest), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

/// For noise with heavy tails, in which isolated spikes of eight deviations cannot be told from noise.
inline constexpr spike_rule heavy_tails{.threshold = 6, .tolerated_dip = 4, .mirror = 1.6};

namespace cells {

namespace detail {

/// A slow level and its mean absolute deviation, both of clipped values, so that spikes move neither far.
class clipped_trend {
public:
    [[nodiscard]] double level() const { return level_; }
    /// Standard deviation, by the mean deviation of normal values.
    [[nodiscard]] double scale() const { return sd_per_mean_deviation * deviation_; }

    /// `floor`: what the scale is not below, lest a deviation of 0 clip all that follows to 0. The first 20 rows are
    /// not clipped. A row that repeats the ones before it says nothing of the scale.
    void add(double x, std::uint64_t rows, double floor, bool repeated) {
        using telemetry::detail::absolute, telemetry::detail::clamped, telemetry::detail::larger;
        if (rows == 1) level_ = x;
        double const most = clip * larger(scale(), floor), error = x - level_;
        bool const settled = rows > 20;
        double const taken = settled ? clamped(error, -most, most) : error;
        double const share = rows < 128 ? 1 / static_cast<double>(rows) : 0;
        if (!repeated) [[likely]]
            deviation_ += larger(settled ? 0.0175 : 0.1, share) * (absolute(taken) - deviation_);
        level_ += larger(settled ? 0.035 : 0.3, share) * taken;
        telemetry::detail::drop_if_tiny(level_), telemetry::detail::drop_if_tiny(deviation_);
    }

    void begin_anew(double level, double scale) {
        level_ = level;
        deviation_ = scale / sd_per_mean_deviation;
    }

    void write(auto& to) const { to.write(level_, deviation_); }
    static bool read(auto& from, clipped_trend& c) {
        return from.read(c.level_, c.deviation_) && telemetry::detail::is_finite(c.level_) && c.deviation_ >= 0 &&
               telemetry::detail::is_finite(c.deviation_);
    }
    friend bool operator==(clipped_trend const&, clipped_trend const&) = default;

private:
    static constexpr double sd_per_mean_deviation = 1.2533141373155003; // sqrt(pi / 2), of normal values
    static constexpr double clip = 1.5;

    double level_ = 0, deviation_ = 0;
};

/// The three deepest dips, each counted once however long it lasts. One after which the value stays low is a fall of
/// the level, and none.
class dips {
public:
    /// `depth` is that of the row that was counted last. One dip makes none deeper than 1.5 times what was known.
    void add(double depth, std::uint64_t row, std::uint32_t apart, double usual) {
        if (depth <= third() || row - at_ < apart) return;
        at_ = row;
        waiting_ = telemetry::detail::smaller(depth, 1.5 * telemetry::detail::larger(deepest_[0], usual));
    }

    /// The row after: whether it is low as well.
    void settle(bool low) {
        if (waiting_ == 0) [[likely]]
            return;
        if (!low) insert(waiting_);
        waiting_ = 0;
    }

    [[nodiscard]] double third() const { return deepest_[2]; }

    void write(auto& to) const { to.write(at_, waiting_, deepest_[0], deepest_[1], deepest_[2]); }
    static bool read(auto& from, dips& c) {
        auto& [a, b, d] = c.deepest_;
        return from.read(c.at_, c.waiting_, a, b, d) && a >= b && b >= d && d >= 0 && c.waiting_ >= 0 &&
               telemetry::detail::is_finite(a) && telemetry::detail::is_finite(c.waiting_);
    }
    friend bool operator==(dips const&, dips const&) = default;

private:
    void insert(double depth) {
        deepest_[2] = depth;
        for (unsigned i = 2; i != 0 && deepest_[i] > deepest_[i - 1]; --i) std::swap(deepest_[i], deepest_[i - 1]);
    }

    std::array<double, 3> deepest_{};
    double waiting_ = 0; // of the row before
    std::uint64_t at_ = 0;
};

/// The latest values, from which a value's distance to their median is asked now and then.
template <std::uint32_t N>
class latest_values {
public:
    void add(double x) {
        values_[at_] = x;
        at_ = at_ + 1 == N ? 0 : at_ + 1;
    }

    struct view {
        double median, scale;
    };
    /// Median and 1.4826 MAD. O(N), some 8 ns a value. Pre-condition: N values were added.
    [[nodiscard, gnu::noinline]] view look() const {
        std::array<double, N> sorted = values_;
        double const median = middle(sorted);
        for (double& x : sorted) x = telemetry::detail::absolute(x - median);
        return {median, 1.4826022185056018 * middle(sorted)};
    }

    void write(auto& to) const {
        to.write(at_);
        to.write_array(std::span<double const>(values_));
    }
    static bool read(auto& from, latest_values& c) {
        if (!from.read(c.at_) || c.at_ >= N || !from.read_array(std::span<double>(c.values_))) return false;
        for (double const x : c.values_)
            if (!telemetry::detail::is_finite(x)) return false;
        return true;
    }
    friend bool operator==(latest_values const&, latest_values const&) = default;

private:
    [[nodiscard]] static double middle(std::array<double, N>& values) {
        auto const half = values.begin() + N / 2;
        std::nth_element(values.begin(), half, values.end());
        return (*std::max_element(values.begin(), half) + *half) / 2;
    }

    std::array<double, N> values_{};
    std::uint32_t at_ = 0;
};

/// What spikes are found by. The rule comes with each value, so that many can be tried; its window is N.
template <std::uint32_t N>
class spike_state {
public:
    struct verdict {
        double score, threshold;
        double expected_to; ///< the value whose score is the threshold
        bool starts;        ///< a spike that is not the one before
    };

    [[nodiscard]] verdict operator()(double x, spike_rule const& rule) {
        ++rows_;
        repeats_ = x != resolution_.last() ? 0 : repeats_ < many ? repeats_ + 1 : many;
        resolution_(x);
        verdict const said = rows_ > N ? judge(x, rule) : verdict{0, rule.threshold, x, false};
        values_.add(x);
        trend_.add(x, rows_, resolution_.floor(rule.least_scale), repeats_ == many);
        return said;
    }

    void write(auto& to) const {
        to.write(rows_, spiked_at_, high_, repeats_);
        resolution_.write(to), trend_.write(to), dips_.write(to), values_.write(to);
    }
    static bool read(auto& from, spike_state& c) {
        return from.read(c.rows_, c.spiked_at_, c.high_, c.repeats_) && resolution::read(from, c.resolution_) &&
               clipped_trend::read(from, c.trend_) && dips::read(from, c.dips_) &&
               latest_values<N>::read(from, c.values_) && c.spiked_at_ <= c.rows_ && c.high_ < 32 && c.repeats_ <= many;
    }
    friend bool operator==(spike_state const&, spike_state const&) = default;

private:
    using view = typename latest_values<N>::view;

    static constexpr double low = 2;         // deviations: a row after a dip that is lower belongs to a fall
    static constexpr double outgrown = 3;    // times the trend's scale that of the window is: the trend begins anew
    static constexpr std::uint32_t many = 16; // rows like the one before, after which more say nothing of the scale

    [[nodiscard]] verdict judge(double x, spike_rule const& rule) {
        using telemetry::detail::larger, telemetry::detail::smaller;
        double const least = larger(resolution_.floor(rule.least_scale), std::numeric_limits<double>::min());
        double const threshold = rule.threshold + rule.mirror * larger(0.0, dips_.third() - rule.tolerated_dip);
        double const high = larger(rule.each, 0.6 * threshold); // else the mean is hardly above the threshold
        double const deep = 0.85 * larger(dips_.third(), 4.0);
        double scale = larger(trend_.scale(), least), z = (x - trend_.level()) / scale;
        view window{};
        if (z > high || -z > deep) [[unlikely]] {
            window = look(least);
            if (window.scale > outgrown * scale && telemetry::detail::is_finite(window.scale)) {
                trend_.begin_anew(window.median, window.scale);
                scale = window.scale, z = (x - window.median) / scale;
            }
        }
        high_ = (high_ << 1 | static_cast<unsigned>(z > rule.lasting)) & 31;
        verdict said{larger(0.0, z), threshold, x, false};
        dips_.settle(-z > low);
        if (z > high) [[unlikely]] {
            double const robust = larger(0.0, (x - window.median) / window.scale), both = (z + robust) / 2;
            said.score = robust > rule.each ? both : smaller(both, rule.each);
            said.expected_to = x - 2 * (said.score - threshold) / (1 / scale + 1 / window.scale);
        } else if (-z > deep) [[unlikely]]
            dips_.add((window.median - x) / window.scale, rows_, N / 2, rule.threshold);
        if (said.score > threshold) said.starts = begins(rule.rest);
        else if ((high_ & 1) != 0 && std::popcount(high_) >= 4)
            said = {z, rule.lasting, trend_.level() + rule.lasting * scale, begins(rule.rest)};
        return said;
    }

    /// Notes that this row is part of a spike.
    bool begins(std::uint32_t rest) {
        bool const first = spiked_at_ == 0 || rows_ - spiked_at_ > rest;
        spiked_at_ = rows_;
        return first;
    }

    /// The window. The MAD of a quantised series may be a step too small: half a step is added.
    [[nodiscard]] view look(double least) const {
        view seen = values_.look();
        seen.scale = telemetry::detail::larger(seen.scale + resolution_.floor(0) / 2, least);
        return seen;
    }

    std::uint64_t rows_ = 0;
    std::uint64_t spiked_at_ = 0; // the latest row that was a spike, or went on with one
    std::uint32_t high_ = 0;      // which of the latest five rows were above `lasting`, the latest in bit 0
    std::uint32_t repeats_ = 0;   // rows that are like the one before, one after the other: `many` at most
    resolution resolution_{};
    clipped_trend trend_{};
    dips dips_{};
    latest_values<N> values_{};
};

} // namespace detail

/// 1.2 kB for a window of 128.
template <spike_rule Rule = spike_rule{}>
class spike : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        count_row();
        auto const said = state_(detail::within_judged(x), Rule);
        score_ = said.score;
        if (said.starts) [[unlikely]]
            note<Rule.refractory>({.severity = Rule.severity, .score = said.score, .threshold = said.threshold,
                                   .expected_to = said.expected_to});
    }

    /// Of the latest row, 0 below the level; NaN until the window is full.
    [[nodiscard]] double score() const {
        return rows() <= window ? std::numeric_limits<double>::quiet_NaN() : score_;
    }

    static constexpr serial_form<spike> form{"spike", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), state_.write(to);
        to.write(score_);
    }
    static bool read(auto& from, spike& c) {
        return noted::read(from, c) && state::read(from, c.state_) && from.read(c.score_) && c.score_ >= 0;
    }
    friend bool operator==(spike const&, spike const&) = default;

private:
    static constexpr std::uint32_t window = Rule.sensible() ? Rule.window : 16; // else the statistic says what is wrong
    using state = detail::spike_state<window>;

    state state_{};
    double score_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
