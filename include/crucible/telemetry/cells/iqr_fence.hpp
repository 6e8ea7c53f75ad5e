// SPDX-License-Identifier: MIT
#pragma once
// Values beyond Tukey's fences: so many times the distance between the quartiles of the rows before them, beyond the
// nearer quartile.

#include <crucible/telemetry/cells/detail/window_fence.hpp>

namespace crucible::telemetry {

struct iqr_fence_rule {
    double threshold = 3;       ///< interquartile ranges beyond a quartile: Tukey's outer fences
    std::uint32_t window = 128; ///< rows that a value is compared with, itself excluded
    std::uint32_t warm_up = 64; ///< rows before the first that is judged
    double least_scale = 0;     ///< above 0: what the range is not below, instead of the least change
    telemetry::severity severity = severity::warning;
    refractory_rule refractory{};

    [[nodiscard]] constexpr bool sensible() const {
        return threshold > 0 && threshold <= 1e6 && window >= 4 && window <= 16'384 && warm_up >= 4 &&
               warm_up <= window && least_scale >= 0 && refractory.sensible();
    }
    constexpr void for_each(auto f) const {
        f("threshold", threshold), f("window", window), f("warm_up", warm_up), f("least_scale", least_scale);
        f("severity", severity), refractory.for_each(f);
    }
};

namespace cells {

namespace detail {

/// The quartiles of n values are those at n / 4 and 3 n / 4, counted from 0.
inline constexpr auto between_quartiles = [](auto const& window) {
    std::uint32_t const n = window.size();
    double const low = window[n / 4], high = window[n * 3 / 4];
    return expected_range{low, high, high - low};
};

} // namespace detail

/// max(q1 - x, x - q3, 0) / max(q3 - q1, least change seen or least scale) over the window before x.
template <iqr_fence_rule Rule = iqr_fence_rule{}>
class iqr_fence : public detail::window_fence<Rule, detail::between_quartiles> {
public:
    static constexpr serial_form<iqr_fence> form{"iqr_fence", 1, telemetry::detail::rule_bits(Rule)};
    friend bool operator==(iqr_fence const&, iqr_fence const&) = default;
};

} // namespace cells
} // namespace crucible::telemetry
