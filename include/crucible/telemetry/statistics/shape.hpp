// SPDX-License-Identifier: MIT
#pragma once
// What a distribution looks like beside its mean and variance: skewness and kurtosis. They share a cell with `count`,
// `mean`, `variance` and the deviations. W is the sum of weights, m_k = sum w (x - mean)^k / W.

#include <crucible/telemetry/cells/shape.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

namespace crucible::telemetry {

/// m_3 / m_2^(3/2), of these very values: above 0 when the long tail is on the right.
struct skewness_t : statistic_base {
    using cell = cells::shape;
    static constexpr fixed_string name{"skewness"};
    static constexpr dimension yields = dimension::number;
    static double read(cell const& c) { return c.skewness(); }
};
inline constexpr skewness_t skewness{};

/// m_4 / m_2^2 - 3, of these very values: 0 for a normal distribution, above when outliers are more frequent.
struct excess_kurtosis_t : statistic_base {
    using cell = cells::shape;
    static constexpr fixed_string name{"excess_kurtosis"};
    static constexpr dimension yields = dimension::number;
    static double read(cell const& c) { return c.excess_kurtosis(); }
};
inline constexpr excess_kurtosis_t excess_kurtosis{};

/// skewness sqrt(W (W - 1)) / (W - 2): of the population a sample was drawn from (G1 of Joanes and Gill 1998). Needs
/// W > 2.
struct sample_skewness_t : statistic_base {
    using cell = cells::shape;
    static constexpr fixed_string name{"sample_skewness"};
    static constexpr dimension yields = dimension::number;
    static double read(cell const& c) {
        double const w = c.count();
        return w > 2 ? c.skewness() * detail::square_root(w * (w - 1)) / (w - 2) : cells::detail::nothing;
    }
};
inline constexpr sample_skewness_t sample_skewness{};

/// (W - 1) ((W + 1) excess_kurtosis + 6) / ((W - 2) (W - 3)): of the population a sample was drawn from (G2 of Joanes
/// and Gill 1998). Needs W > 3.
struct sample_excess_kurtosis_t : statistic_base {
    using cell = cells::shape;
    static constexpr fixed_string name{"sample_excess_kurtosis"};
    static constexpr dimension yields = dimension::number;
    static double read(cell const& c) {
        double const w = c.count();
        if (!(w > 3)) return cells::detail::nothing;
        return (w - 1) / (w - 2) * (((w + 1) * c.excess_kurtosis() + 6) / (w - 3));
    }
};
inline constexpr sample_excess_kurtosis_t sample_excess_kurtosis{};

} // namespace crucible::telemetry
