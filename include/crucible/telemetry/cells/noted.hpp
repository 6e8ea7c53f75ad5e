// SPDX-License-Identifier: MIT
#pragma once
// What the cells of detectors share: how a finding is noted, which of several close ones is told, and that two
// detectors do not merge.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/finding.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>

#include <cstdint>
#include <limits>

namespace crucible::telemetry {

/// Which way a value goes that is looked for.
enum class side : unsigned char { up, down, both };

/// Which findings are told of those that come close together. For so many rows after one that was told, another is told
/// only if its score is above a bar, which starts `margin` above the score that was told and melts by `melt` a row.
struct refractory_rule {
    std::uint32_t rows = 0; ///< 0: every finding is told
    double margin = std::numeric_limits<double>::infinity(); ///< in the unit of the threshold; infinite: none is told
    double melt = 0;                                         ///< the same, a row

    [[nodiscard]] constexpr bool sensible() const { return margin >= 0 && melt >= 0 && melt <= margin; }
    constexpr void for_each(auto f) const { f("refractory", rows), f("margin", margin), f("melt", melt); }
    friend constexpr bool operator==(refractory_rule const&, refractory_rule const&) = default;
};

namespace detail {

template <class Cell>
struct detector_does_not_merge {
    static_assert(accepted<Cell>, "a detector follows one stream in the order of its rows, so two do not merge; "
                                  "leave it out of what is kept in panes or by several threads");
};

} // namespace detail

namespace cells {

namespace detail {

/// What detectors take greater values for: no sum of their squares overflows. Lesser ones than `least_judged` are 0: no
/// square of a deviation underflows, while the floor of the scale does not.
inline constexpr double greatest_judged = 0x1p480, least_judged = 0x1p-480;

[[nodiscard]] constexpr double within_judged(double x) {
    if (__builtin_fabs(x) < greatest_judged) [[likely]]
        return __builtin_fabs(x) < least_judged ? 0 : x;
    return x < 0 ? -greatest_judged : greatest_judged;
}

/// Of a deviation, what counts: how far it goes to the side that is looked for.
template <side Side>
[[nodiscard]] constexpr double towards(double deviation) {
    return Side == side::up ? deviation : Side == side::down ? -deviation : __builtin_fabs(deviation);
}

/// A finding of one side says nothing of what was expected on the other.
template <side Side>
[[nodiscard]] constexpr finding of_side(finding what) {
    if (Side == side::up) what.expected_from.reset();
    if (Side == side::down) what.expected_to.reset();
    return what;
}

/// A score from what it is made of: 0 where nothing deviates, NaN where nothing was judged.
[[nodiscard]] constexpr double score_of(double deviation, double scale) {
    return deviation == 0 && scale > 0 ? 0 : deviation / scale;
}

} // namespace detail

/// Base of detectors' cells. A row is judged once, whatever its weight: it is one value of the stream. Two are equal
/// that go on alike; a finding that was not yet taken is no part of that, nor of the bytes.
class noted {
public:
    static constexpr bool judges_values = true;

    /// Rows judged, those of the warm-up included.
    [[nodiscard]] std::uint64_t rows() const { return rows_; }

    /// Findings told so far.
    [[nodiscard]] std::uint64_t found() const { return found_; }

    [[nodiscard]] std::optional<finding> take_finding() {
        if (!waiting_) [[likely]]
            return std::nullopt;
        waiting_ = false;
        return what_;
    }

    /// Refused, in one sentence.
    template <std::derived_from<noted> C>
    friend C& operator+=(C& c, C const&) {
        static_assert(sizeof(telemetry::detail::detector_does_not_merge<given_type<C>>) != 0);
        return c;
    }

    void write(auto& to) const { to.write(rows_, found_, told_at_, told_score_); }
    static bool read(auto& from, noted& c) {
        if (!from.read(c.rows_, c.found_, c.told_at_, c.told_score_)) return false;
        return c.told_at_ <= c.rows_ && c.found_ <= c.told_at_ && (c.found_ != 0) == (c.told_at_ != 0) &&
               c.told_score_ == c.told_score_;
    }

    friend bool operator==(noted const& a, noted const& b) {
        return a.rows_ == b.rows_ && a.found_ == b.found_ && a.told_at_ == b.told_at_ && a.told_score_ == b.told_score_;
    }

protected:
    void count_row() { ++rows_; }

    /// The row that was counted last is beyond the threshold: told, unless it belongs to the finding before.
    /// Pre-condition: `what` has a score.
    template <refractory_rule Rule>
    [[gnu::noinline, gnu::cold]] bool note(finding const& what) {
        auto const since = rows_ - told_at_;
        if (Rule.rows != 0 && found_ != 0 && since <= Rule.rows &&
            !(*what.score > told_score_ + Rule.margin - Rule.melt * static_cast<double>(since)))
            return false;
        ++found_;
        told_at_ = rows_;
        told_score_ = *what.score;
        what_ = what;
        return waiting_ = true;
    }

private:
    std::uint64_t rows_ = 0;
    std::uint64_t found_ = 0;
    std::uint64_t told_at_ = 0; // rows when the latest was told
    double told_score_ = 0;
    finding what_{};
    bool waiting_ = false;
};

} // namespace cells
} // namespace crucible::telemetry
