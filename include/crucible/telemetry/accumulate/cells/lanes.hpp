// SPDX-License-Identifier: MIT
#pragma once
// Reductions in independent lanes: a chain of dependent additions costs their latency, eight chains only their number.

#include <array>
#include <cstddef>
#include <span>

namespace crucible::telemetry::cells::detail {

inline constexpr std::size_t lanes = 8;

/// `step(lane[j], x)` for every value, the i-th in lane j = i modulo 8. O(n).
template <class Lane, class Step>
[[nodiscard]] constexpr std::array<Lane, lanes> in_lanes(std::span<double const> values, Lane start, Step step) {
    std::array<Lane, lanes> lane;
    lane.fill(start);
    std::size_t i = 0;
    for (; i + lanes <= values.size(); i += lanes)
        for (std::size_t j = 0; j != lanes; ++j) step(lane[j], values[i + j]);
    for (std::size_t j = 0; i != values.size(); ++i, ++j) step(lane[j], values[i]);
    return lane;
}

/// The lanes made one, pairwise.
template <class Lane, class Join>
[[nodiscard]] constexpr Lane join(std::array<Lane, lanes> lane, Join join_two) {
    for (std::size_t width = lanes / 2; width != 0; width /= 2)
        for (std::size_t j = 0; j != width; ++j) lane[j] = join_two(lane[j], lane[j + width]);
    return lane[0];
}

/// Sum of f(x) over the values.
template <class F>
[[nodiscard]] constexpr double sum_of(std::span<double const> values, F f) {
    return join(in_lanes(values, 0.0, [f](double& sum, double x) { sum += f(x); }),
                [](double a, double b) { return a + b; });
}

} // namespace crucible::telemetry::cells::detail
