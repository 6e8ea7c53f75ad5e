// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/moments.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <random>
#include <vector>

using Catch::Matchers::WithinRel;
using crucible::telemetry::cells::moments;

namespace {

moments of(std::vector<double> const& values) {
    moments m;
    for (double const x : values) m(x);
    return m;
}

/// The textbook's two passes in 80 bits.
double reference_variance(std::vector<double> const& values) {
    long double mean = 0;
    long double squares = 0;
    for (double const x : values) mean += x - values[0];
    mean = values[0] + mean / static_cast<long double>(values.size());
    for (double const x : values) squares += (x - mean) * (x - mean);
    return static_cast<double>(squares / static_cast<long double>(values.size() - 1));
}

void check_variance(std::vector<double> const& values) {
    double const expected = reference_variance(values);
    CHECK_THAT(of(values).variance(), WithinRel(expected, 1e-13));
    moments batch, joined;
    batch(values);
    CHECK_THAT(batch.variance(), WithinRel(expected, 1e-13));
    for (std::size_t i = 0; i != values.size(); i += 1000)
        joined += of({values.begin() + static_cast<long>(i), values.begin() + static_cast<long>(i) + 1000});
    CHECK_THAT(joined.variance(), WithinRel(expected, 1e-13));
}

} // namespace

TEST_CASE("moments of a handful of values") {
    moments const m = of({2, 4, 4, 4, 5, 5, 7, 9});
    CHECK(m.count() == 8);
    CHECK(m.mean() == 5);
    CHECK(m.population_variance() == 4);
    CHECK_THAT(m.variance(), WithinRel(32.0 / 7, 1e-15));
}

TEST_CASE("moments that cannot be told are NaN") {
    CHECK(std::isnan(moments{}.mean()));
    CHECK(std::isnan(moments{}.variance()));
    CHECK(std::isnan(moments{}.population_variance()));
    moments const one = of({3.5});
    CHECK(one.mean() == 3.5);
    CHECK(one.population_variance() == 0);
    CHECK(std::isnan(one.variance()));
}

TEST_CASE("equal values have no variance, whatever they are") {
    for (double const x : {0.1, -1e9 / 3, 1e300, 5e-324}) {
        moments const m = of(std::vector<double>(1000, x));
        CHECK(m.mean() == x);
        CHECK(m.variance() == 0);
    }
}

TEST_CASE("variance keeps its digits on a large offset, in any order, and after an outlier") {
    std::mt19937_64 random(42);
    std::normal_distribution<double> normal;
    std::vector<double> values(200'000);
    for (double& x : values) x = 1e9 + normal(random);
    check_variance(values);
    std::sort(values.begin(), values.end());
    check_variance(values);
    values.front() = 0;
    check_variance(values);
    for (std::size_t i = 0; i != values.size(); ++i) values[i] = 1e-3 * static_cast<double>(i);
    check_variance(values);
}

TEST_CASE("weights count repetitions, whole or not") {
    moments m;
    m(1, 3);
    m(5, 1);
    CHECK(m.count() == 4);
    CHECK(m.mean() == 2);
    CHECK(m.variance() == 4);
    m(2, 0.5);
    CHECK(m.count() == 4.5);
    CHECK(m.mean() == 2);
    CHECK_THAT(m.population_variance(), WithinRel(12 / 4.5, 1e-15));
}

TEST_CASE("a weighted value whose square is past all doubles counts as so many without a weight") {
    for (double const x : {0x1p511, 0x1.8p511, -0x1p600, 0x1p1000}) {
        moments weighted, repeated;
        weighted(1.0, 2);
        weighted(x, 3);
        weighted(-1.0, 2);
        for (double const each : {1.0, 1.0, x, x, x, -1.0, -1.0}) repeated(each);
        INFO(x);
        CHECK(weighted.count() == repeated.count());
        CHECK_THAT(weighted.mean(), WithinRel(3 * x / 7, 1e-15));
        CHECK_THAT(repeated.mean(), WithinRel(3 * x / 7, 1e-15));
        CHECK(weighted.variance() == repeated.variance());
    }
}
