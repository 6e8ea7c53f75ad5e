// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

using namespace crucible::telemetry;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

static_assert(batch_cell<cells::shape> && statistic<skewness_t> && statistic<sample_excess_kurtosis_t>);

using all_of_shape = decltype(count | mean | variance | skewness | excess_kurtosis | sample_skewness |
                              sample_excess_kurtosis | population_stddev);
static_assert(std::same_as<all_of_shape::cells, type_set<cells::shape>>, "one cell answers all of them");
static_assert(std::is_trivially_copyable_v<accumulator_of<double, all_of_shape>>);

TEST_CASE("skewness and kurtosis of a sample, as scipy.stats.skew and kurtosis compute them with and without bias") {
    accumulator_of<double, all_of_shape> a;
    for (double const x : {2.0, 8.0, 0.0, 4.0, 1.0, 9.0, 9.0, 0.0}) a(x);
    CHECK_THAT(a[skewness], WithinRel(0.2650554122698573, 1e-14)); // the manual of scipy.stats.skew
    CHECK_THAT(a[excess_kurtosis], WithinRel(-1.66600107528385079, 1e-14));
    CHECK_THAT(a[sample_skewness], WithinRel(0.33058218040797466, 1e-14));
    CHECK_THAT(a[sample_excess_kurtosis], WithinRel(-2.09860225809608665, 1e-14));
    CHECK(a[count] == 8);
    CHECK(a[mean] == 4.125);
}

TEST_CASE("a sample too small for its shape has none") {
    accumulator_of<double, all_of_shape> a;
    a(1), a(2);
    CHECK(std::isnan(a[sample_skewness]));
    a(4);
    CHECK_FALSE(std::isnan(a[sample_skewness]));
    CHECK(std::isnan(a[sample_excess_kurtosis]));
    a(3);
    CHECK_FALSE(std::isnan(a[sample_excess_kurtosis]));
}

TEST_CASE("the shape of durations is a plain number") {
    accumulator_of<std::chrono::milliseconds, decltype(skewness | mean)> a;
    for (int const ms : {1, 2, 6}) a(std::chrono::milliseconds{ms});
    STATIC_CHECK(std::same_as<decltype(a[skewness]), double>);
    CHECK(a[mean] == std::chrono::milliseconds{3});
    CHECK_THAT(a[skewness], WithinAbs(6 / (14.0 / 3) / std::sqrt(14.0 / 3), 1e-15)); // m_3 = 18 / 3
}
