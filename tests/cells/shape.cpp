// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/shape.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <random>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using crucible::telemetry::cells::moments;
using crucible::telemetry::cells::shape;

namespace {

shape of(std::vector<double> const& values) {
    shape s;
    for (double const x : values) s(x);
    return s;
}

/// The textbook's two passes in 80 bits.
struct reference {
    double variance, skewness, excess_kurtosis;
};
reference two_passes(std::vector<double> const& values) {
    auto const n = static_cast<long double>(values.size());
    long double mean = 0, m2 = 0, m3 = 0, m4 = 0;
    for (double const x : values) mean += static_cast<long double>(x) - values[0];
    mean = mean / n;
    for (double const x : values) {
        long double const d = (static_cast<long double>(x) - values[0]) - mean;
        m2 += d * d / n;
        m3 += d * d * d / n;
        m4 += d * d * d * d / n;
    }
    return {static_cast<double>(m2 * n / (n - 1)), static_cast<double>(m3 / (m2 * std::sqrt(m2))),
            static_cast<double>(m4 / (m2 * m2) - 3)};
}

void check(shape const& s, reference const& expected) {
    CHECK_THAT(s.variance(), WithinRel(expected.variance, 1e-13));
    CHECK_THAT(s.skewness(), WithinAbs(expected.skewness, 1e-10 * std::max(1.0, std::abs(expected.skewness))));
    CHECK_THAT(s.excess_kurtosis(),
               WithinAbs(expected.excess_kurtosis, 1e-10 * std::max(1.0, std::abs(expected.excess_kurtosis))));
}

void check(std::vector<double> const& values) {
    reference const expected = two_passes(values);
    check(of(values), expected);
    shape batch, joined;
    batch(values);
    check(batch, expected);
    for (std::size_t i = 0; i != values.size(); i += 1000)
        joined += of({values.begin() + static_cast<long>(i), values.begin() + static_cast<long>(i) + 1000});
    check(joined, expected);
}

} // namespace

TEST_CASE("shape of a handful of values") {
    shape const s = of({2, 4, 4, 4, 5, 5, 7, 9}); // m_2 = 4, m_3 = 5.25, m_4 = 44.5
    CHECK(s.count() == 8);
    CHECK(s.mean() == 5);
    CHECK(s.population_variance() == 4);
    CHECK_THAT(s.skewness(), WithinRel(5.25 / 8, 1e-15));
    CHECK_THAT(s.excess_kurtosis(), WithinAbs(44.5 / 16 - 3, 1e-15));
}

TEST_CASE("a shape that cannot be told is NaN") {
    for (shape const& s : {shape{}, of({3.5}), of({0.1, 0.1, 0.1})}) {
        CHECK(std::isnan(s.skewness()));
        CHECK(std::isnan(s.excess_kurtosis()));
    }
    CHECK(of({1, 2}).skewness() == 0);
    CHECK(of({1, 2}).excess_kurtosis() == -2);
}

TEST_CASE("skewness and kurtosis keep ten digits on a large offset, in any order, and after an outlier") {
    std::mt19937_64 random(42);
    std::normal_distribution<double> normal;
    std::lognormal_distribution<double> lognormal;
    std::vector<double> values(200'000);
    for (double& x : values) x = normal(random);
    check(values);
    for (double& x : values) x = lognormal(random);
    check(values);
    for (double& x : values) x = 1e9 + normal(random);
    check(values);
    std::sort(values.begin(), values.end());
    check(values);
    values.front() = 0;
    check(values);
    for (std::size_t i = 0; i != values.size(); ++i) values[i] = 1e-3 * static_cast<double>(i);
    check(values);
}

TEST_CASE("a million values of 1e9 + N(0, 1), sorted or not: variance 1e-13, skewness and kurtosis 1e-10") {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    std::vector<double> values(1'000'000);
    for (double& x : values) x = 1e9 + normal(random);
    check(values);
    std::sort(values.begin(), values.end());
    check(values);
}

TEST_CASE("a shape is the moments of the same rows, and answers for them") {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    shape s;
    moments m;
    for (int i = 0; i != 10'000; ++i) {
        double const x = normal(random), weight = i % 3 == 0 ? 1 : i % 3 == 1 ? 2.5 : 0.125;
        s(x, weight), m(x, weight);
    }
    CHECK(static_cast<moments const&>(s) == m);
    std::vector<double> values(2000);
    for (double& x : values) x = normal(random);
    s(values), m(values);
    CHECK(static_cast<moments const&>(s) == m);
    s += s, m += m;
    CHECK(static_cast<moments const&>(s) == m);
}

TEST_CASE("weights count repetitions in the higher moments, too") {
    shape weighted, repeated;
    for (int i = 0; i != 300; ++i) {
        double const x = (i * 37) % 50;
        int const times = 1 + i % 4;
        weighted(x, times);
        for (int k = 0; k != times; ++k) repeated(x);
    }
    CHECK_THAT(weighted.skewness(), WithinAbs(repeated.skewness(), 1e-13));
    CHECK_THAT(weighted.excess_kurtosis(), WithinAbs(repeated.excess_kurtosis(), 1e-13));
    shape halved;
    for (int i = 0; i != 300; ++i) halved((i * 37) % 50, (1 + i % 4) * 0.5);
    CHECK_THAT(halved.skewness(), WithinAbs(repeated.skewness(), 1e-13));
    CHECK_THAT(halved.excess_kurtosis(), WithinAbs(repeated.excess_kurtosis(), 1e-13));
}

TEST_CASE("where a fourth power leaves the range of doubles the shape is NaN, the rest stays right") {
    shape s = of({1, 2, 3}), batch;
    s(1e80), s(-1e80);
    CHECK(std::isnan(s.skewness()));
    CHECK(std::isnan(s.excess_kurtosis()));
    CHECK_THAT(s.population_variance(), WithinRel(4e159, 1e-14));
    std::vector<double> values(100, 1e78);
    values[3] = -1e78;
    batch(values);
    CHECK(std::isnan(batch.skewness()));
    CHECK_THAT(batch.population_variance(), WithinRel(4e156 * 0.01 * 0.99, 1e-13));
    shape joined = of({4, 5});
    joined += s;
    CHECK(std::isnan(joined.skewness()));
    s += of({7});
    CHECK(std::isnan(s.excess_kurtosis()));
}

TEST_CASE("where fourth powers lose digits to underflow the shape is NaN, above it is right") {
    std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
    for (double& x : values) x *= 1e-66;
    CHECK_THAT(of(values).skewness(), WithinRel(5.25 / 8, 1e-13));
    CHECK_THAT(of(values).excess_kurtosis(), WithinAbs(44.5 / 16 - 3, 1e-13));
    for (double& x : values) x *= 1e-10;
    CHECK(std::isnan(of(values).skewness()));
    CHECK(std::isnan(of(values).excess_kurtosis()));
}
