// SPDX-License-Identifier: MIT
#pragma once
// Adaptive windowing (Bifet and Gavaldà 2007): the mean of some older rows differs from that of those after them by
// more than a bound that holds with a stated confidence for every cut.

#include <crucible/telemetry/cells/detail/resolution.hpp>
#include <crucible/telemetry/cells/detail/rule.hpp>

#include <array>

namespace crucible::telemetry {

struct adwin_rule {
    double delta = 0.002;         ///< how probable a false alarm may be, as the bound is meant
    double range = 0;             ///< of the values, in their unit; 0: one standard deviation of the window
    std::uint32_t clock = 32;     ///< cuts are tried every so many rows
    std::uint32_t least_rows = 5; ///< on each side of a cut
    bool restart = true;          ///< after a finding all is forgotten; false: only the rows before the cut
    double least_scale = 0;       ///< above 0: what sd is not below, instead of the least change
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return delta > 0 && delta < 1 && range >= 0 && clock >= 1 && least_rows >= 2 && least_scale >= 0 &&
               refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("delta", delta), f("range", range), f("clock", clock), f("least_rows", least_rows), f("restart", restart);
        f("least_scale", least_scale), f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

/// A cut into n0 older and n1 newer rows is a change when |mean0 - mean1| > sqrt(2 v m d) + 2/3 range m d, where m =
/// 1 / (n0 - least_rows + 1) + 1 / (n1 - least_rows + 1), d = ln(2 ln(n) / delta), v the variance of all n rows. Rows
/// are kept as up to 6 sums of 1 row, of 2, of 4, ... (an exponential histogram), and cuts are between those.
template <adwin_rule Rule = adwin_rule{}>
class adwin : public noted {
    static constexpr std::uint32_t most = 6, levels = 48;

public:
    void operator()(double x, double /*weight*/ = 1) {
        x = detail::within_judged(x);
        count_row();
        resolution_(x);
        if (width_ == 0) anchor_ = x;
        insert(x - anchor_);
        if (++ticks_ == Rule.clock) [[unlikely]] {
            ticks_ = 0;
            if (width_ > 2 * Rule.least_rows) try_cuts();
        }
    }

    /// Greatest difference of means over its bound, of the cuts that were tried last; NaN before the first.
    [[nodiscard]] double score() const { return score_; }

    /// Rows in the window.
    [[nodiscard]] std::uint64_t width() const { return static_cast<std::uint64_t>(width_); }

    static constexpr serial_form<adwin> form{"adwin", 1, telemetry::detail::rule_bits(Rule)};
    void write(auto& to) const {
        noted::write(to), resolution_.write(to);
        to.write(anchor_, width_, sum_, squares_, score_, ticks_, used_);
        for (std::uint32_t l = 0; l != used_; ++l) {
            to.write(counts_[l]);
            for (std::uint32_t k = 0; k != counts_[l]; ++k) to.write(buckets_[l][k].sum, buckets_[l][k].squares);
        }
    }
    static bool read(auto& from, adwin& c) {
        if (!noted::read(from, c) || !detail::resolution::read(from, c.resolution_) ||
            !from.read(c.anchor_, c.width_, c.sum_, c.squares_, c.score_, c.ticks_, c.used_) || c.used_ > levels)
            return false;
        double rows = 0;
        bool sound = c.anchor_ == c.anchor_ && c.sum_ == c.sum_ && c.squares_ >= 0 && c.ticks_ < Rule.clock;
        for (std::uint32_t l = 0; sound && l != c.used_; ++l) {
            sound = from.read(c.counts_[l]) && c.counts_[l] < most;
            for (std::uint32_t k = 0; sound && k != c.counts_[l]; ++k) {
                auto& [sum, squares] = c.buckets_[l][k];
                sound = from.read(sum, squares) && sum == sum && squares >= 0;
                rows += size_of(l);
            }
        }
        return sound && rows == c.width_ && (c.used_ == 0 || c.counts_[c.used_ - 1] != 0);
    }
    friend bool operator==(adwin const& a, adwin const& b) {
        bool same = static_cast<noted const&>(a) == b && a.resolution_ == b.resolution_ && a.anchor_ == b.anchor_ &&
                    a.width_ == b.width_ && a.sum_ == b.sum_ && a.squares_ == b.squares_ && a.ticks_ == b.ticks_ &&
                    a.used_ == b.used_ && (a.score_ == b.score_ || (a.score_ != a.score_ && b.score_ != b.score_));
        for (std::uint32_t l = 0; same && l != a.used_; ++l) {
            same = a.counts_[l] == b.counts_[l];
            for (std::uint32_t k = 0; same && k != a.counts_[l]; ++k) same = a.buckets_[l][k] == b.buckets_[l][k];
        }
        return same;
    }

private:
    struct bucket {
        double sum = 0, squares = 0; // squares about the bucket's mean
        friend bool operator==(bucket const&, bucket const&) = default;
    };

    [[nodiscard]] static double size_of(std::uint32_t level) { return static_cast<double>(std::uint64_t{1} << level); }

    void insert(double d) {
        if (width_ > 0) {
            double const apart = d - sum_ / width_;
            squares_ += apart * apart * width_ / (width_ + 1);
        }
        width_ += 1;
        sum_ += d;
        if (used_ == 0) used_ = 1;
        buckets_[0][counts_[0]++] = {d, 0};
        for (std::uint32_t l = 0; counts_[l] == most; ++l) join_oldest(l);
    }

    /// The two oldest of a level become one of the next.
    void join_oldest(std::uint32_t l) {
        auto& of = buckets_[l];
        double const n = size_of(l), apart = (of[0].sum - of[1].sum) / n;
        bucket const joined{of[0].sum + of[1].sum, of[0].squares + of[1].squares + 0.5 * n * apart * apart};
        for (std::uint32_t k = 2; k != counts_[l]; ++k) of[k - 2] = of[k];
        counts_[l] -= 2;
        if (l + 1 == levels) return; // 2^50 rows: never
        if (used_ == l + 1) ++used_;
        buckets_[l + 1][counts_[l + 1]++] = joined;
    }

    void drop_oldest() {
        std::uint32_t const l = used_ - 1;
        for (std::uint32_t k = 1; k != counts_[l]; ++k) buckets_[l][k - 1] = buckets_[l][k];
        if (--counts_[l] == 0)
            while (used_ != 0 && counts_[used_ - 1] == 0) --used_;
        sum_anew();
    }

    /// What was dropped is not subtracted: great values would leave their rounding error behind.
    void sum_anew() {
        width_ = sum_ = squares_ = 0;
        for (std::uint32_t l = 0; l != used_; ++l)
            for (std::uint32_t k = counts_[l]; k-- != 0;) {
                auto const [sum, squares] = buckets_[l][k];
                double const n = size_of(l), apart = width_ > 0 ? sum / n - sum_ / width_ : 0;
                squares_ += squares + apart * apart * n * width_ / (n + width_);
                width_ += n;
                sum_ += sum;
            }
    }

    void try_cuts() {
        double before = 0, after = 0;
        bool found = false;
        while (cut(before, after)) {
            if (!found) {
                bool const up = after > before;
                finding what{.severity = Rule.severity, .score = score_, .threshold = 1.0};
                (up ? what.expected_to : what.expected_from) = anchor_ + before;
                note<Rule.refractory>(what);
                found = true;
            }
            if (Rule.restart) return forget();
            drop_oldest();
        }
    }

    void forget() {
        width_ = sum_ = squares_ = 0;
        counts_ = {};
        used_ = ticks_ = 0;
    }

    /// Whether some cut is a change; then the means before and after the one that is most.
    bool cut(double& before, double& after) {
        double const floor = resolution_.floor(Rule.least_scale), observed = squares_ / width_;
        double const variance = observed > floor * floor ? observed : floor * floor;
        double const d = __builtin_log(2 * __builtin_log(width_) / Rule.delta), twice = 2 * variance * d;
        double const range = Rule.range > 0 ? Rule.range : telemetry::detail::square_root(variance);
        double const linear = 2.0 / 3 * d * range;
        double n0 = 0, u0 = 0;
        double greatest = 0;
        constexpr double less = Rule.least_rows - 1;
        for (std::uint32_t l = used_; l-- != 0;)
            for (std::uint32_t k = 0; k != counts_[l]; ++k) {
                n0 += size_of(l);
                u0 += buckets_[l][k].sum;
                double const n1 = width_ - n0, a = n0 - less, b = n1 - less;
                if (a < 1 || b < 1) continue;
                double const inverse = 1 / (a * b * n0 * n1); // one division for all
                double const apart = telemetry::detail::absolute(u0 * n1 - (sum_ - u0) * n0) * (a * b * inverse);
                double const m = (a + b) * (n0 * n1 * inverse);
                double const score = apart / (telemetry::detail::square_root(twice * m) + linear * m);
                if (score > greatest) greatest = score, before = u0 / n0, after = (sum_ - u0) / n1;
            }
        score_ = greatest;
        return greatest > 1;
    }

    detail::resolution resolution_{};
    double anchor_ = 0; // the first value; sums are of what is above it
    double width_ = 0, sum_ = 0, squares_ = 0;
    double score_ = std::numeric_limits<double>::quiet_NaN();
    std::uint32_t ticks_ = 0; // rows since cuts were tried
    std::uint32_t used_ = 0;  // levels
    std::array<std::uint8_t, levels> counts_{};
    std::array<std::array<bucket, most>, levels> buckets_{}; // of each level, the oldest first
};

} // namespace cells
} // namespace crucible::telemetry
