// SPDX-License-Identifier: MIT
#pragma once
// A random sample of the rows so far, without replacement: `random_sample<64>`.

#include <crucible/telemetry/cells/reservoir.hpp>
#include <crucible/telemetry/statistics/number_of.hpp>

namespace crucible::telemetry {

/// Up to N values in ascending order.
template <class T, std::size_t N>
struct sampled {
    std::array<T, N> values{};
    std::size_t size = 0;

    [[nodiscard]] T const* begin() const { return values.data(); }
    [[nodiscard]] T const* end() const { return values.data() + size; }
    [[nodiscard]] T const& operator[](std::size_t i) const { return values[i]; }

    friend bool operator==(sampled const&, sampled const&) = default;
};

template <class Value, dimension Dimension, class T, std::size_t N>
[[nodiscard]] constexpr auto as_reading(sampled<T, N> const& sample) {
    auto const values = as_reading<Value, Dimension>(sample.values);
    return sampled<std::remove_cvref_t<decltype(values[0])>, N>{values, sample.size};
}

/// Every value up to N rows; then each row of weight 1 is in the sample with the same probability, and one of weight
/// w is drawn before another as w to its weight.
template <std::size_t N>
struct random_sample_t : statistic_base {
    using cell = cells::reservoir<N>;
    static constexpr fixed_string name{"random_sample"};
    static sampled<double, N> read(cell const& c) { return {c.values(), c.size()}; }
};
template <std::size_t N>
inline constexpr random_sample_t<N> random_sample{};

} // namespace crucible::telemetry
