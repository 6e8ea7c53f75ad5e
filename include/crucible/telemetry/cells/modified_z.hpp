// SPDX-License-Identifier: MIT
#pragma once
// Values far from the median of the rows before them, in units of the median distance from it (MAD), which outliers in
// the window hardly move.

#include <crucible/telemetry/cells/detail/window_fence.hpp>

namespace crucible::telemetry {

struct modified_z_rule {
    double threshold = 5;       ///< in standard deviations, as which 1.4826 MAD counts: that of a normal distribution
    std::uint32_t window = 129; ///< rows that a value is compared with, itself excluded
    std::uint32_t warm_up = 64; ///< rows before the first that is judged
    double least_scale = 0;     ///< above 0: what 1.4826 MAD is not below, instead of the least change
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && window >= 3 && window <= 16'384 && warm_up >= 2 &&
               warm_up <= window && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("window", window), f("warm_up", warm_up), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

namespace detail {

inline constexpr auto around_median = [](auto const& window) {
    double const middle = window.median();
    return expected_range{middle, middle, 1.4826022185056018 * window.median_distance()};
};

} // namespace detail

/// |x - median| / max(1.4826 MAD, least change seen or least scale) over the window before x; NaN during the warm-up.
template <modified_z_rule Rule = modified_z_rule{}>
class modified_z : public detail::window_fence<Rule, detail::around_median> {
public:
    static constexpr serial_form<modified_z> form{"modified_z", 1, telemetry::detail::rule_bits(Rule)};
    friend bool operator==(modified_z const&, modified_z const&) = default;
};

} // namespace cells
} // namespace crucible::telemetry
