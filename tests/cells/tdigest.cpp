// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/exact_sample.hpp>
#include <crucible/telemetry/cells/tdigest.hpp>

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <vector>

using namespace crucible::telemetry;
using cells::tdigest;

TEST_CASE("a digest of few values is exact") {
    tdigest<> c;
    cells::exact_sample exact;
    CHECK(std::isnan(c.quantiles(std::array{.5})[0]));
    CHECK(std::isnan(c.min()));
    for (int i = 0; i != 60; ++i) {
        double const x = (i * 37) % 61;
        c(x), exact(x);
        for (double const p : {0.0, 1.0}) CHECK(c.quantiles(std::array{p}) == exact.quantiles(std::array{p}));
    }
    CHECK(c.min() == 0);
    CHECK(c.max() == 60);
    CHECK(std::abs(c.quantiles(std::array{.5})[0] - exact.quantiles(std::array{.5})[0]) <= 1);
}

TEST_CASE("the ends of a digest are exact, its middle within a percent") {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::vector<double> values(300'000);
    for (double& x : values) x = 1e6 + normal(random);
    tdigest<> c;
    c(std::span<double const>(values));
    std::sort(values.begin(), values.end());
    auto const q = c.quantiles(std::array{0.0, .001, .01, .5, .99, .999, 1.0});
    CHECK(q[0] == values.front());
    CHECK(q[6] == values.back());
    double const tolerance[]{0, 5e-5, 3e-4, 3e-3, 3e-4, 5e-5, 0};
    double const p[]{0, .001, .01, .5, .99, .999, 1};
    for (std::size_t i = 1; i != 6; ++i) {
        auto const up_to = std::upper_bound(values.begin(), values.end(), q[i]) - values.begin();
        CHECK(std::abs(static_cast<double>(up_to) / 300'000 - p[i]) < tolerance[i]);
    }
}

TEST_CASE("clusters are few, in order, of the weights that k1 allows, and lose no row") {
    std::mt19937_64 random(2);
    std::lognormal_distribution<double> draw;
    for (std::size_t const n : {std::size_t{1}, std::size_t{511}, std::size_t{512}, std::size_t{20'000}}) {
        tdigest<> c;
        for (std::size_t i = 0; i != n; ++i) c(draw(random));
        auto const rows = c.rows();
        auto const clusters = c.clusters();
        CHECK(rows == static_cast<double>(n));
        CHECK(c.rows() == rows);
        CHECK(clusters.size() <= c.capacity);
        double begin = 0, before = 0;
        for (auto const& k : clusters) {
            CHECK(k.mean >= before);
            before = k.mean;
            double const end = begin + k.weight;
            double const size = k.weight * 100 / 3.141592653589793;
            CHECK((k.weight == 1 || size * size <= begin * (rows - begin) * (1 + 1e-9)));
            CHECK((k.weight == 1 || size * size <= end * (rows - end) * (1 + 1e-9)));
            begin = end;
        }
        CHECK(clusters.front().weight == 1);
        CHECK(clusters.back().weight == 1);
    }
}

TEST_CASE("digests merge and take weights") {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    tdigest<> merged, weighted;
    for (int part = 0; part != 50; ++part) {
        tdigest<> one;
        for (int i = 0; i != 1000; ++i) {
            double const x = normal(random);
            one(x);
            weighted(x, 3);
        }
        merged += one;
    }
    CHECK(merged.rows() == 50'000);
    CHECK(weighted.rows() == 150'000);
    for (auto const& c : {merged, weighted}) CHECK(std::abs(c.quantiles(std::array{.5})[0]) < .03);
    tdigest<> self = merged;
    self += self;
    CHECK(self.rows() == 100'000);
}

TEST_CASE("values at the ends of all doubles leave a digest finite") {
    tdigest<> c;
    double const most = std::numeric_limits<double>::max();
    for (int i = 0; i != 3000; ++i) c(i % 2 == 0 ? most : -most);
    for (double const q : c.quantiles(std::array{0.0, .25, .75, 1.0})) CHECK(std::abs(q) == most);
    for (auto const& k : c.clusters()) CHECK(std::isfinite(k.mean));
}

TEST_CASE("a digest stays within 10 kB") { STATIC_CHECK(sizeof(tdigest<>) <= 7600); }
