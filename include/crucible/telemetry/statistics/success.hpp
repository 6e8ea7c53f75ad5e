// SPDX-License-Identifier: MIT
#pragma once
// How sure a success rate is: the interval of Wilson (1927). It shares the cell of `success_rate`.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/successes.hpp>
#include <crucible/telemetry/statistics/probability.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

#include <array>

namespace crucible::telemetry {

namespace detail {

/// P(x) / Q(x) for coefficients from the constant up.
template <std::size_t N>
[[nodiscard]] constexpr double rational(std::array<double, N> const& p, std::array<double, N> const& q, double x) {
    double above = 0, below = 0;
    for (std::size_t i = N; i-- != 0;) above = above * x + p[i], below = below * x + q[i];
    return above / below;
}

/// The standard normal distribution's quantile, 0 < p < 1: algorithm AS 241, PPND16 (Wichura 1988), to 1e-16 relative.
[[nodiscard]] inline double normal_quantile(double p) {
    using coefficients = std::array<double, 8>;
    double const q = p - 0.5;
    if (absolute(q) <= 0.425) {
        constexpr coefficients a{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                 3.3430575583588128105e4, 2.5090809287301226727e3};
        constexpr coefficients b{1.0,
                                 4.2313330701600911252e1,
                                 6.8718700749205790830e2,
                                 5.3941960214247511077e3,
                                 2.1213794301586595867e4,
                                 3.9307895800092710610e4,
                                 2.8729085735721942674e4,
                                 5.2264952788528545610e3};
        return q * rational(a, b, 0.180625 - q * q);
    }
    double const r = square_root(-__builtin_log(q < 0 ? p : 1 - p));
    constexpr coefficients c{1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,
                             3.64784832476320460504e0, 1.27045825245236838258e0,  2.41780725177450611770e-1,
                             2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr coefficients d{1.0,
                             2.05319162663775882187e0,
                             1.67638483018380384940e0,
                             6.89767334985100004550e-1,
                             1.48103976427480074590e-1,
                             1.51986665636164571966e-2,
                             5.47593808499534494600e-4,
                             1.05075007164441684324e-9};
    constexpr coefficients e{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                             2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                             2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr coefficients f{1.0,
                             5.99832206555887937690e-1,
                             1.36929880922735805310e-1,
                             1.48753612908506148525e-2,
                             7.86869131145613259100e-4,
                             1.84631831751005468180e-5,
                             1.42151175831644588870e-7,
                             2.04426310338993978564e-15};
    double const tail = r <= 5 ? rational(c, d, r - 1.6) : rational(e, f, r - 5);
    return q < 0 ? -tail : tail;
}

/// Where the share among all would be, given `set` of `all` rows: every share that a test at z deviations would not
/// reject (Wilson 1927). NaN of nothing.
[[nodiscard]] inline std::array<double, 2> wilson_interval(double set, double all, double z) {
    if (!(all > 0)) return {set / all, set / all};
    double const share = set / all, z2 = z * z;
    double const centre = (share + z2 / (2 * all)) / (1 + z2 / all);
    double const reach = z / (1 + z2 / all) * square_root(share * (1 - share) / all + z2 / (4 * all * all));
    return {set == 0 ? 0 : centre - reach, set == all ? 1 : centre + reach};
}

template <probability P>
struct confidence {
    static_assert(P.value > 0 && P.value < 1, "a confidence lies between 0 and 1");
};

} // namespace detail

/// The lower and the upper bound between which the success rate lies with this confidence, after Wilson: good for few
/// rows, too, and for rates near 0 and 1. Of flags. Weights count repetitions: of rows that a sampler kept, each for
/// many, it claims more certainty than there is.
template <probability Confidence>
struct success_interval_t : statistic_base {
    using cell = cells::successes;
    static constexpr fixed_string name{"success_interval"};
    static constexpr dimension yields = dimension::share;
    static constexpr bool allows(kind k) { return k == kind::flag; }
    static std::array<double, 2> read(cell const& c) {
        return detail::wilson_interval(c.set(), c.count(), detail::normal_quantile((1 + Confidence.value) / 2));
    }

    static_assert(sizeof(detail::confidence<Confidence>) != 0);
};
template <probability Confidence>
inline constexpr success_interval_t<Confidence> success_interval{};

} // namespace crucible::telemetry
