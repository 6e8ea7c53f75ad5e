// SPDX-License-Identifier: MIT
#pragma once
// The likelihood ratio of a change of the mean, over every place and every size of it, at every row: FOCuS (Romano,
// Eckley, Fearnhead and Rigaill 2023), of unknown mean and variance.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

#include <array>
#include <cstring>

namespace crucible::telemetry {

struct focus_rule {
    double threshold = 16;       ///< nats of log likelihood ratio
    std::uint32_t warm_up = 30;  ///< rows before which nothing is told
    double least_scale = 0;      ///< above 0: what sd is not below, instead of the least change
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && warm_up >= 3 && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("warm_up", warm_up), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

namespace detail {

/// The vertices of the lower hull of points that come from the left to the right; with Sign -1, of the upper one.
template <int Sign, std::uint32_t Most>
    requires(Most % 2 == 0)
class hull {
public:
    /// Amortised O(1).
    void add(double t, double s) {
        while (size_ > 1 && (s_[size_ - 1] - s_[size_ - 2]) * (t - t_[size_ - 1]) * Sign >=
                                (s - s_[size_ - 1]) * (t_[size_ - 1] - t_[size_ - 2]) * Sign)
            --size_;
        if (size_ == Most) [[unlikely]]
            thin_out(t);
        t_[size_] = t;
        s_[size_++] = s;
    }

    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] double t(std::uint32_t i) const { return t_[i]; }
    [[nodiscard]] double s(std::uint32_t i) const { return s_[i]; }

    /// Whether (s - t mean)^2 > limit t (n - t) for some vertex, or maybe for one that was, which costs only a second
    /// look: two at a time, up to an even number of them.
    [[nodiscard]] bool some_beyond(double n, double mean, double limit) const {
        using pair = double __attribute__((vector_size(16)));
        decltype(pair{} > pair{}) some{};
        for (std::uint32_t i = 0; i < size_; i += 2) {
            pair t, s;
            std::memcpy(&t, t_.data() + i, sizeof t);
            std::memcpy(&s, s_.data() + i, sizeof s);
            pair const apart = s - t * mean;
            some |= apart * apart > limit * (t * (n - t));
        }
        return (some[0] | some[1]) != 0;
    }

    void write(auto& to) const {
        to.write(size_);
        for (std::uint32_t i = 0; i != size_; ++i) to.write(t_[i], s_[i]);
    }
    static bool read(auto& from, hull& c) {
        if (!from.read(c.size_) || c.size_ > Most) return false;
        for (std::uint32_t i = 0; i != c.size_; ++i)
            if (!from.read(c.t_[i], c.s_[i]) || c.s_[i] != c.s_[i] || !(c.t_[i] > (i == 0 ? -1 : c.t_[i - 1])))
                return false;
        return true;
    }
    friend bool operator==(hull const& a, hull const& b) {
        bool same = a.size_ == b.size_;
        for (std::uint32_t i = 0; same && i != a.size_; ++i) same = a.t_[i] == b.t_[i] && a.s_[i] == b.s_[i];
        return same;
    }

private:
    /// Leaves out those whose neighbours are near each other, as seen from the end, until a quarter is free: no change
    /// is missed, and where it began is known by a share of its age.
    void thin_out(double end) {
        for (double share = 1.0 / 32; size_ > Most * 3 / 4; share *= 2) {
            std::uint32_t kept = 1;
            for (std::uint32_t i = 1; i + 1 != size_; ++i)
                if (t_[i + 1] - t_[kept - 1] > share * (end - t_[i])) t_[kept] = t_[i], s_[kept] = s_[i], ++kept;
            t_[kept] = t_[size_ - 1], s_[kept] = s_[size_ - 1];
            size_ = kept + 1;
        }
    }

    std::array<double, Most> t_{}, s_{};
    std::uint32_t size_ = 0;
};

} // namespace detail

/// With sums S_t of the rows up to t, n of them: T = max over t of n (S_t - t S_n / n)^2 / (t (n - t)), R the sum of
/// squares about the mean of all, score -n / 2 ln(1 - T / R). Only vertices of the convex hull of the points (t, S_t)
/// can be the maximum, of which there are about 2 ln n; of a trend, where they are more than 64 a side, some are left
/// out.
template <focus_rule Rule = focus_rule{}>
class focus : public noted {
public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (n_ == 0) [[unlikely]]
            begin(x);
        else below_.add(n_, sum_), above_.add(n_, sum_); // the rows before are where a change can begin
        double const d = x - anchor_;
        n_ += 1;
        sum_ += d;
        squares_ += d * d;
        if (n_ >= Rule.warm_up && maybe()) [[unlikely]]
            judge();
    }

    /// In nats, of the rows since the start or the last finding; NaN where there are none. O(log n).
    [[nodiscard]] double score() const {
        if (n_ == 0) return std::numeric_limits<double>::quiet_NaN();
        return in_nats(greatest().statistic / residual());
    }

    /// The row at which the latest change that was found began, from 0.
    [[nodiscard]] std::uint64_t began() const { return began_; }

    static constexpr serial_form<focus> form{"focus", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to), below_.write(to), above_.write(to);
        to.write(anchor_, n_, sum_, squares_, began_);
    }
    static bool read(auto& from, focus& c) {
        return noted::read(from, c) && detail::resolution::read(from, c.resolution_) &&
               below::read(from, c.below_) && above::read(from, c.above_) &&
               from.read(c.anchor_, c.n_, c.sum_, c.squares_, c.began_) && c.anchor_ == c.anchor_ && c.n_ >= 0 &&
               c.n_ <= static_cast<double>(c.rows()) && c.sum_ == c.sum_ && c.squares_ >= 0 && c.before(c.n_);
    }
    friend bool operator==(focus const&, focus const&) = default;

private:
    using below = detail::hull<1, 64>;
    using above = detail::hull<-1, 64>;

    struct place {
        double t = 0, statistic = 0;
    };

    void begin(double x) {
        anchor_ = x;
        sum_ = squares_ = 0;
        below_.add(0, 0), above_.add(0, 0);
    }

    [[nodiscard]] bool before(double n) const {
        return (below_.size() == 0 || below_.t(below_.size() - 1) < n) &&
               (above_.size() == 0 || above_.t(above_.size() - 1) < n);
    }

    /// R, no less than the floor of a scale allows.
    [[nodiscard]] double residual() const {
        double const floor = resolution_.floor(Rule.least_scale), least = floor * floor * n_;
        double const observed = squares_ - sum_ * sum_ / n_;
        return observed > least ? observed : least;
    }

    [[nodiscard]] double in_nats(double share) const {
        if (share >= 1) return detail::greatest_judged;
        return share > 0 ? -0.5 * n_ * __builtin_log1p(-share) : 0;
    }

    /// Whether a score can be above the threshold: 1 - e^-y > y / (1 + y) with y = 2 threshold / n saves the
    /// exponential.
    [[nodiscard]] bool maybe() const {
        double const y = 2 * Rule.threshold, limit = residual() * (y / (n_ * (n_ + y))), mean = sum_ / n_;
        return below_.some_beyond(n_, mean, limit) || above_.some_beyond(n_, mean, limit);
    }

    [[nodiscard]] place greatest() const {
        place best;
        double const mean = sum_ / n_;
        auto const look = [&](auto const& all) {
            for (std::uint32_t i = 1; i < all.size(); ++i) {
                double const t = all.t(i), apart = all.s(i) - t * mean, statistic = n_ * apart * apart / (t * (n_ - t));
                if (statistic > best.statistic) best = {t, statistic};
            }
        };
        look(below_), look(above_);
        return best;
    }

    [[gnu::noinline, gnu::cold]] void judge() {
        place const most = greatest();
        double const score = in_nats(most.statistic / residual());
        if (!(score > Rule.threshold)) return;
        double const before = sum_before(most.t) / most.t, after = (sum_ - sum_before(most.t)) / (n_ - most.t);
        finding what{.severity = Rule.severity, .score = score, .threshold = Rule.threshold};
        (after > before ? what.expected_to : what.expected_from) = anchor_ + before;
        began_ = rows() - static_cast<std::uint64_t>(n_ - most.t);
        note<Rule.refractory>(what);
        n_ = 0;
        below_ = {}, above_ = {};
    }

    [[nodiscard]] double sum_before(double t) const {
        for (std::uint32_t i = 0; i != below_.size(); ++i)
            if (below_.t(i) == t) return below_.s(i);
        for (std::uint32_t i = 0; i != above_.size(); ++i)
            if (above_.t(i) == t) return above_.s(i);
        return 0;
    }

    detail::resolution resolution_{};
    below below_{}; // where the mean may have gone up
    above above_{}; // and down
    double anchor_ = 0; // the first value; sums are of what is above it
    double n_ = 0, sum_ = 0, squares_ = 0;
    std::uint64_t began_ = 0;
};

} // namespace cells
} // namespace crucible::telemetry
