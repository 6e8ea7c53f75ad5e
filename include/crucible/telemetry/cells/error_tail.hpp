// SPDX-License-Identifier: MIT
#pragma once
// How rare an error is among those before it: a histogram that forgets, read as 1 / P(E >= e). No law is presumed, so
// that one threshold fits every series. 6.6 kB; about 13 additions and a division for a question.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>

#include <array>
#include <bit>

namespace crucible::telemetry::cells {

/// Errors are binned by magnitude, 16 bins an octave from 2^-48 to 2^48; what is outside shares the outermost bins. An
/// error that is n errors old weighs (1 + 1 / memory)^-n. Above the greatest error remembered, R, a Pareto tail is
/// presumed: p falls by (R / e)^index.
class error_tail {
public:
    /// 1 / P(E >= e), 1 at least, and 1 while all errors were 0: nothing is known of their scale. Not above
    /// 2 (memory + 1) up to R. Half of the errors of its own bin count as not smaller.
    [[nodiscard]] double odds(double e, double index) const {
        if (!(e > 0 && record_ > 0)) return 1;
        unsigned const bin = bin_of(e), octave = bin / bins_per_octave;
        float beyond = 0.5f * bins_[bin];
        for (unsigned i = bin + 1; i != (octave + 1) * bins_per_octave; ++i) beyond += bins_[i];
        for (unsigned o = octave + 1; o <= top_; ++o) beyond += octaves_[o];
        double odds = (sum_ + newest_) / (static_cast<double>(beyond) + 0.5 * newest_);
        if (e > record_) odds *= __builtin_pow(telemetry::detail::smaller(e / record_, farthest), index);
        return odds > 1 ? odds : 1;
    }

    /// Takes an error that is neither negative nor NaN; one that is n errors old weighs (1 + 1 / memory)^-n.
    void add(double e, double memory) {
        unsigned const bin = bin_of(e), octave = bin / bins_per_octave;
        auto const weight = static_cast<float>(newest_);
        bins_[bin] += weight;
        octaves_[octave] += weight;
        if (octave > top_) top_ = octave;
        sum_ += newest_;
        newest_ *= 1 + 1 / memory;
        if (newest_ > greatest_weight) [[unlikely]]
            scale_down();
        double const kept = record_ > telemetry::detail::least_decayed ? 1 - 1 / memory : 1;
        record_ = (e > record_ ? e : record_) * kept;
        double const grown = reach_ > 0 ? telemetry::detail::smaller(e, 2 * reach_) : e;
        reach_ = telemetry::detail::larger(reach_ * kept, grown);
    }

    /// A bound for what one error may do to an estimate: the greatest error remembered, but no more than twice what it
    /// was before the latest error.
    [[nodiscard]] double reach() const { return reach_; }

    /// e^nats, also at compile time: the odds of -ln p = nats, which is from 0 to 100.
    [[nodiscard]] static constexpr double odds_of(double nats) {
        double sum = 0;
        for (int k = 24; k != 0; --k) sum = (1 + sum) * (nats / 128) / k;
        double odds = 1 + sum;
        for (int i = 0; i != 7; ++i) odds *= odds; // 128 = 2^7
        return odds;
    }

    void write(auto& to) const {
        to.write(sum_, newest_, record_, reach_, top_);
        to.write_array(std::span<float const>(octaves_));
        for (unsigned o = 0; o != octaves; ++o)
            if (octaves_[o] > 0) to.write_array(std::span(bins_).subspan(o * bins_per_octave, bins_per_octave));
    }
    static bool read(auto& from, error_tail& c) {
        if (!from.read(c.sum_, c.newest_, c.record_, c.reach_, c.top_) || c.top_ >= octaves) return false;
        if (!from.read_array(std::span<float>(c.octaves_))) return false;
        for (unsigned o = 0; o != octaves; ++o)
            if (c.octaves_[o] > 0 &&
                !from.read_array(std::span(c.bins_).subspan(o * bins_per_octave, bins_per_octave)))
                return false;
        return c.sound();
    }
    friend bool operator==(error_tail const&, error_tail const&) = default;

private:
    static constexpr unsigned bins_per_octave = 16, octaves = 96, bins = bins_per_octave * octaves;
    static constexpr double farthest = 0x1p64;       // beyond the record: odds stay finite
    static constexpr double greatest_weight = 0x1p20; // then all weights are divided by it

    /// The leading bits of a float: exponent and four of the fraction.
    [[nodiscard]] static unsigned bin_of(double e) {
        constexpr int least = (127 - static_cast<int>(octaves) / 2) * static_cast<int>(bins_per_octave);
        auto const leading = std::bit_cast<std::uint32_t>(static_cast<float>(e < 0x1p100 ? e : 0x1p100)) >> 19;
        int const bin = static_cast<int>(leading) - least;
        return bin < 0 ? 0 : bin < static_cast<int>(bins) ? static_cast<unsigned>(bin) : bins - 1;
    }

    /// Once in some ten thousands of errors. Weights that have become next to nothing are forgotten.
    [[gnu::noinline, gnu::cold]] void scale_down() {
        auto const scaled = [](float x) { return x < 1 ? 0 : x * static_cast<float>(1 / greatest_weight); };
        top_ = 0;
        for (unsigned o = 0; o != octaves; ++o) {
            octaves_[o] = 0;
            for (unsigned i = o * bins_per_octave; i != (o + 1) * bins_per_octave; ++i)
                octaves_[o] += bins_[i] = scaled(bins_[i]);
            if (octaves_[o] > 0) top_ = o;
        }
        sum_ /= greatest_weight;
        newest_ /= greatest_weight;
    }

    [[nodiscard]] bool sound() const {
        auto const weight = [](auto x) { return x >= 0 && x < 0x1p64; };
        for (float const x : bins_)
            if (!weight(x)) return false;
        for (float const x : octaves_)
            if (!weight(x)) return false;
        return weight(sum_) && newest_ >= 1 && newest_ <= greatest_weight && record_ >= 0 && reach_ >= 0 &&
               telemetry::detail::is_finite(record_) && telemetry::detail::is_finite(reach_);
    }

    std::array<float, bins> bins_{};
    std::array<float, octaves> octaves_{}; // sums of bins
    double sum_ = 0;                       // of all weights
    double newest_ = 1;                    // what the next error weighs: weights grow instead of decaying
    double record_ = 0;                    // the greatest error, which is forgotten too
    double reach_ = 0;
    unsigned top_ = 0; // the highest octave that has errors
};

} // namespace crucible::telemetry::cells
