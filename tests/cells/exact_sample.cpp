// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/exact_sample.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using Catch::Matchers::WithinRel;
using crucible::telemetry::cells::exact_sample;

namespace {
double quantile(exact_sample const& s, double p) { return s.quantiles(std::array{p})[0]; }
} // namespace

TEST_CASE("quantiles of type 7, as R and NumPy compute them by default") {
    exact_sample s;
    for (double const x : {15.0, 20.0, 35.0, 40.0, 50.0}) s(x);
    CHECK(quantile(s, 0) == 15);
    CHECK_THAT(quantile(s, .05), WithinRel(16, 1e-15));
    CHECK(quantile(s, .25) == 20);
    CHECK_THAT(quantile(s, .4), WithinRel(29, 1e-15));
    CHECK(quantile(s, .5) == 35);
    CHECK_THAT(quantile(s, .95), WithinRel(48, 1e-15));
    CHECK(quantile(s, 1) == 50);
}

TEST_CASE("quantiles of none and of one") {
    exact_sample s;
    CHECK(std::isnan(quantile(s, .5)));
    s(3);
    for (double const p : {0.0, .3, 1.0}) CHECK(quantile(s, p) == 3);
}

TEST_CASE("a weight repeats a value") {
    exact_sample weighted, repeated;
    for (int i = 0; i != 50; ++i) {
        double const x = (i * 37) % 50;
        int const times = 1 + i % 4;
        weighted(x, times);
        for (int k = 0; k != times; ++k) repeated(x);
    }
    for (double const p : {0.0, .01, .25, .5, .77, .99, 1.0}) CHECK(quantile(weighted, p) == quantile(repeated, p));
}

TEST_CASE("weights below one in sum still choose a value") {
    exact_sample s;
    s(1, .25);
    s(2, .25);
    CHECK(quantile(s, .5) == 1);
}

TEST_CASE("a sample merges with itself") {
    exact_sample s;
    for (int i = 0; i != 100; ++i) s(i);
    double const before = quantile(s, .5);
    s += s;
    CHECK(quantile(s, .5) == before);
    CHECK(quantile(s, 1) == 99);
}
