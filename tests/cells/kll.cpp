// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/exact_sample.hpp>
#include <crucible/telemetry/cells/kll.hpp>

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <vector>

using namespace crucible::telemetry;
using cells::kll;

namespace {

std::vector<double> normals(std::size_t n, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<double> values(n);
    for (double& x : values) x = normal(random);
    return values;
}

/// The share of values up to the reading minus p; within a row, if values are equal.
double error_at(std::vector<double> const& sorted, double reading, double p) {
    auto const n = static_cast<double>(sorted.size());
    auto const below =
        static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), reading) - sorted.begin()) / n;
    auto const up_to =
        static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), reading) - sorted.begin()) / n;
    return p < below ? below - p : p > up_to ? up_to - p : 0;
}

} // namespace

TEST_CASE("kll is exact while it holds every row, and says so") {
    kll<> c;
    cells::exact_sample exact;
    for (double const x : normals(750, 1)) c(x), exact(x);
    CHECK(c.rank_error() == 0);
    CHECK(c.rows() == 750);
    for (double const p : {0.0, .1, .5, .99, 1.0}) CHECK(c.quantiles(std::array{p}) == exact.quantiles(std::array{p}));
    CHECK(std::isnan(kll<>{}.quantiles(std::array{.5})[0]));
}

TEST_CASE("the bound of kll is below one percent and holds for more seeds than it promises") {
    auto const values = normals(100'000, 2);
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    int outside = 0;
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        kll<> c(seed * 7919);
        c(std::span<double const>(values));
        CHECK(c.rank_error(.99) < .01);
        double const error = error_at(sorted, c.quantiles(std::array{.5})[0], .5);
        squares += error * error;
        outside += std::abs(error) > c.rank_error(.99) ? 1 : 0;
    }
    CHECK(outside <= 1);
    CHECK(std::sqrt(squares / 100) > 1e-4); // the errors are real
}

TEST_CASE("the bound of kll holds for any order and any clusters") {
    auto values = normals(60'000, 3);
    for (std::size_t i = 0; i != values.size(); ++i)
        values[i] = i % 3 == 0 ? 1 : i % 3 == 1 ? 1e9 + values[i] : -1e-9 * values[i];
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    auto zigzag = sorted;
    for (std::size_t i = 0, j = 0; i < zigzag.size(); i += 2, ++j)
        zigzag[i] = sorted[j], zigzag[i + 1] = sorted[sorted.size() - 1 - j];
    auto const descending = std::vector<double>(sorted.rbegin(), sorted.rend());
    for (auto const& order : {values, sorted, descending, zigzag}) {
        kll<> c;
        for (double const x : order) c(x);
        for (double const p : {.01, .1, .3, .5, .7, .9, .99})
            CHECK(std::abs(error_at(sorted, c.quantiles(std::array{p})[0], p)) <= c.rank_error(.9999));
    }
}

TEST_CASE("equal rows and seeds give equal sketches, other seeds others") {
    auto const values = normals(50'000, 4);
    kll<> a, b, other(17);
    a(std::span<double const>(values)), b(std::span<double const>(values)), other(std::span<double const>(values));
    CHECK(a == b);
    CHECK_FALSE(a == other);
}

TEST_CASE("a thousand sketches merge into one within its bound") {
    auto const values = normals(300'000, 5);
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    kll<> all;
    for (std::size_t i = 0; i != 1000; ++i) {
        kll<> part;
        part(std::span<double const>(values).subspan(i * 300, 300));
        all += part;
    }
    CHECK(std::abs(all.rows() - 300'000) < 3000);
    CHECK(all.rank_error(.99) < .012);
    for (double const p : {.05, .5, .95})
        CHECK(std::abs(error_at(sorted, all.quantiles(std::array{p})[0], p)) <= all.rank_error(.9999));
}

TEST_CASE("one of few rows merges with one of many") {
    kll<> few, many;
    few(5);
    many(std::span<double const>(normals(500'000, 6)));
    auto both = few;
    both += many;
    CHECK(std::abs(both.rows() - many.rows()) <= 200);
    CHECK(std::abs(both.quantiles(std::array{.5})[0]) < .02);
}

TEST_CASE("weights of kll: whole ones as often, halves by chance, huge ones without end") {
    kll<> weighted;
    double total = 0;
    std::mt19937_64 random(8);
    for (int i = 0; i != 20'000; ++i) {
        double const w = static_cast<double>(random() % 100) / 10 + .1;
        weighted(i < 10'000 ? -1 : 1, w);
        total += w;
    }
    CHECK(std::abs(weighted.rows() - total) < .01 * total);
    CHECK(weighted.quantiles(std::array{.4})[0] == -1);
    CHECK(weighted.quantiles(std::array{.6})[0] == 1);
    kll<64> huge;
    for (int i = 0; i != 3000; ++i) huge(i % 2, 1e18), huge(2, 1e300);
    CHECK(huge.rows() > 1e18);
    CHECK(huge.quantiles(std::array{.9})[0] == 2);
}

TEST_CASE("kll stays within 10 kB") { STATIC_CHECK(sizeof(kll<>) <= 8300); }
