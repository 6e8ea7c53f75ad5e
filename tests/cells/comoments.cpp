// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/comoments.hpp>
#include <crucible/telemetry/cells/located.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <random>
#include <vector>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using crucible::telemetry::cells::comoments;
using crucible::telemetry::cells::located;

namespace {

struct pairs {
    std::vector<double> x, y;
};

/// y = slope x + noise, both on large offsets.
pairs on_a_line(std::size_t n, double slope, double offset) {
    std::mt19937_64 random(n);
    std::normal_distribution<double> normal;
    pairs p;
    for (std::size_t i = 0; i != n; ++i) {
        double const x = normal(random);
        p.x.push_back(offset + x);
        p.y.push_back(-2 * offset + slope * x + normal(random));
    }
    return p;
}

comoments fed(pairs const& p, std::size_t from, std::size_t to, double weight = 1, int times = 1) {
    comoments c;
    for (std::size_t i = from; i != to; ++i)
        for (int k = 0; k != times; ++k) c(p.x[i], p.y[i], weight);
    return c;
}

struct reference {
    double covariance, correlation, scale;
};
reference two_passes(pairs const& p) {
    auto const n = static_cast<long double>(p.x.size());
    long double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i != p.x.size(); ++i) x += p.x[i] - p.x[0], y += p.y[i] - p.y[0];
    x /= n, y /= n;
    for (std::size_t i = 0; i != p.x.size(); ++i) {
        long double const dx = (p.x[i] - p.x[0]) - x, dy = (p.y[i] - p.y[0]) - y;
        xx += dx * dx, yy += dy * dy, xy += dx * dy;
    }
    return {static_cast<double>(xy / (n - 1)), static_cast<double>(xy / std::sqrt(xx * yy)),
            static_cast<double>(std::sqrt(xx * yy) / (n - 1))};
}

} // namespace

TEST_CASE("covariance and correlation of a handful of pairs") {
    comoments c;
    CHECK(std::isnan(c.covariance()));
    CHECK(std::isnan(c.correlation()));
    c(1, 10);
    CHECK(std::isnan(c.covariance()));
    c(2, 12), c(3, 17);
    CHECK(c.count() == 3);
    CHECK(c.covariance() == 3.5);
    CHECK_THAT(c.correlation(), WithinRel(7 / std::sqrt(2.0 * 26), 1e-15));
    comoments flat;
    flat(1, 4), flat(2, 4);
    CHECK(flat.covariance() == 0);
    CHECK(std::isnan(flat.correlation()));
}

TEST_CASE("laws of comoments: merge, weights, precision on large offsets") {
    for (double const offset : {0.0, 1e9})
        for (double const slope : {-3.0, 0.0, 0.5}) {
            pairs const p = on_a_line(20'000, slope, offset);
            auto const [covariance, correlation, scale] = two_passes(p);
            auto const check = [&, expected = covariance, r = correlation, unit = scale](comoments const& c) {
                CHECK_THAT(c.covariance(), WithinAbs(expected, 1e-13 * unit));
                CHECK_THAT(c.correlation(), WithinAbs(r, 1e-13));
            };
            comoments const whole = fed(p, 0, 20'000);
            check(whole);
            comoments a = fed(p, 0, 5'000), b = fed(p, 5'000, 12'345), c = fed(p, 12'345, 20'000);
            comoments left = a, right = b, swapped = c;
            left += b, left += c;
            right += c;
            comoments whole_again = a;
            whole_again += right;
            swapped += a, swapped += b;
            check(left), check(whole_again), check(swapped);
            comoments identity;
            identity += whole;
            CHECK(identity == whole);
            identity += comoments{};
            CHECK(identity == whole);
            comoments const twice = fed(p, 0, 1000, 1, 2), doubled = fed(p, 0, 1000, 2);
            CHECK(twice.count() == doubled.count());
            CHECK_THAT(doubled.covariance(), WithinAbs(twice.covariance(), 1e-13 * scale));
        }
}

TEST_CASE("pairs whose squares leave the range of doubles leave no covariance behind, and no NaN in the count") {
    comoments c = fed(on_a_line(10, 1, 0), 0, 10);
    c(1e200, 1);
    CHECK(std::isnan(c.covariance()));
    c(1, 2);
    CHECK(std::isnan(c.correlation()));
    CHECK(c.count() == 12);
    c += c;
    CHECK(c.count() == 24);
    CHECK(c == c);
}

TEST_CASE("a correlation is at most 1, whatever rounding does") {
    comoments c;
    for (int i = 0; i != 1000; ++i) c(0.1 * i, 0.3 * i);
    CHECK(c.correlation() <= 1);
    CHECK_THAT(c.correlation(), WithinRel(1, 1e-15));
}

TEST_CASE("places of extremes: the least of several, merged in any order") {
    located a, b;
    CHECK(a.empty());
    a(5, 10), a(1, 11), a(5, 9);
    b(1, 3), b(4, 1);
    located ab = a, ba = b;
    ab += b, ba += a;
    CHECK(ab == ba);
    CHECK(ab.at_min() == 3);
    CHECK(ab.at_max() == 9);
    ab += located{};
    CHECK(ab == ba);
    located from_empty;
    from_empty += a;
    CHECK(from_empty == a);
}
