// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/exact_sample.hpp>
#include <crucible/telemetry/cells/log_linear.hpp>

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <vector>

using namespace crucible::telemetry;
using cells::log_linear;

namespace {
double quantile(log_linear<> const& c, double p) { return c.quantiles(std::array{p})[0]; }

/// |F(reading) - p|, F the share of values up to the reading.
double rank_error(std::vector<double> const& sorted, double reading, double p) {
    auto const up_to = std::upper_bound(sorted.begin(), sorted.end(), reading) - sorted.begin();
    return std::abs(static_cast<double>(up_to) / static_cast<double>(sorted.size()) - p);
}
} // namespace

TEST_CASE("quantiles of none, one, two and few") {
    log_linear<> c;
    CHECK(std::isnan(quantile(c, .5)));
    CHECK(c.rows() == 0);
    c(3);
    for (double const p : {0.0, .3, 1.0}) CHECK(quantile(c, p) == 3);
    c(5);
    CHECK(quantile(c, .5) == 4);
    c(-0.0);
    CHECK(quantile(c, 0) == 0);
    CHECK_FALSE(std::signbit(quantile(c, 0)));
}

TEST_CASE("the first 1024 rows are answered exactly, in whatever order they come") {
    log_linear<> c;
    cells::exact_sample exact;
    for (int i = 0; i != 1024; ++i) {
        double const x = std::sin(i) * std::exp(i % 13);
        c(x), exact(x);
        if (i % 93 != 0) continue;
        for (double const p : {0.0, .01, .5, .77, .999, 1.0})
            CHECK(quantile(c, p) == exact.quantiles(std::array{p})[0]);
    }
}

TEST_CASE("equal values stay what they are, however many") {
    log_linear<> c;
    for (int i = 0; i != 100'000; ++i) c(0.1);
    for (double const p : {0.0, .5, .9, 1.0}) CHECK(quantile(c, p) == 0.1);
}

TEST_CASE("rank errors far below 3e-3: normal, lognormal, sorted, far from zero, with zeros, heavy tails") {
    std::mt19937_64 random(42);
    std::normal_distribution<double> normal;
    std::cauchy_distribution<double> cauchy;
    auto const check = [&](auto draw, bool sort_first) {
        std::vector<double> values(200'000);
        for (double& x : values) x = draw();
        auto sorted = values;
        std::sort(sorted.begin(), sorted.end());
        log_linear<> c;
        for (double const x : sort_first ? sorted : values) c(x);
        for (double const p : {.5, .9, .95, .99, .999}) CHECK(rank_error(sorted, quantile(c, p), p) < 5e-4);
        CHECK(quantile(c, 0) == sorted.front());
        CHECK(quantile(c, 1) == sorted.back());
    };
    check([&] { return normal(random); }, false);
    check([&] { return normal(random); }, true);
    check([&] { return std::exp(normal(random)); }, false);
    check([&] { return 1e6 + normal(random); }, false);
    check([&] { return -1e6 + normal(random); }, false);
    check([&] { return cauchy(random); }, false);
}

TEST_CASE("zeros are zeros, among whatever magnitudes") {
    log_linear<> c;
    for (int i = 0; i != 3000; ++i) c(i % 3 == 0 ? 1e300 : i % 3 == 1 ? 0.0 : -1e-300);
    CHECK(quantile(c, .5) == 0);
    CHECK(c.rows() == 3000);
}

TEST_CASE("zeros leave the resolution to the others") {
    log_linear<> c;
    for (int i = 0; i != 4000; ++i) c(i % 4 == 0 ? 0 : 1e6 + i * 1e-3);
    CHECK(quantile(c, .1) == 0);
    CHECK(std::abs(quantile(c, .75) - (1e6 + 2.666)) < 0.02);
}

TEST_CASE("weights repeat rows, whole or not") {
    log_linear<> weighted, repeated;
    for (int i = 0; i != 3000; ++i) {
        double const x = (i * 37) % 1000;
        weighted(x, 1 + i % 4);
        for (int k = 0; k <= i % 4; ++k) repeated(x);
    }
    CHECK(weighted == repeated);
    log_linear<> thirds;
    for (int i = 0; i != 9000; ++i) thirds(i, 1 / 3.0);
    CHECK(std::abs(thirds.rows() - 3000) < 0.1);
    CHECK(std::abs(quantile(thirds, .5) - 4500) < 10);
}

TEST_CASE("a full bucket stays full") {
    log_linear<> c;
    c(1, 1e30), c(1, 1e30), c(2, 0x1p45);
    CHECK(c.rows() == 0x1p46 + 0x1p45);
    c += c;
    CHECK(c.rows() == 2 * 0x1p46);
}

TEST_CASE("buckets are handed out in order and hold all rows") {
    log_linear<> c;
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    for (int i = 0; i != 5000; ++i) c(i % 5 == 0 ? 0 : normal(random));
    double all = 0, before = -100;
    c.for_each([&](double from, double to, double rows) {
        CHECK(from >= before);
        CHECK(to >= from);
        CHECK(rows > 0);
        before = to;
        all += rows;
    });
    CHECK(all == 5000);
}

TEST_CASE("it stays within 10 kB") { STATIC_CHECK(sizeof(log_linear<>) <= 8400); }
