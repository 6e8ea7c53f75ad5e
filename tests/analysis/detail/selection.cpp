// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics/exact_quantile.hpp>
#include <crucible/telemetry/analysis/detail/selection.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <random>

namespace ct = crucible::telemetry;

namespace {

constexpr std::array probabilities{0.0, .25, .5, .9, .95, .99, .999, 1.0};

/// By sorting everything.
std::array<double, probabilities.size()> sorted_quantiles(std::vector<double> const& values) {
    ct::cells::exact_sample all;
    for (double const x : values) all(x);
    return all.quantiles(probabilities);
}

void check(std::vector<double> const& values) {
    auto const before = values;
    auto const found = ct::detail::select_quantiles(std::span(values), probabilities);
    auto const expected = sorted_quantiles(values);
    for (std::size_t i = 0; i != probabilities.size(); ++i) {
        INFO("p = " << probabilities[i] << " of " << values.size());
        REQUIRE(found[i]);
        CHECK(*found[i] == expected[i]);
    }
    CHECK(values == before);
}

template <class Draw>
std::vector<double> draws(std::size_t n, Draw draw) {
    std::vector<double> values(n);
    for (double& x : values) x = draw();
    return values;
}

} // namespace

TEST_CASE("selected quantiles are those of the sorted values") {
    std::mt19937_64 random(5);
    auto const uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    for (std::size_t const n : std::array<std::size_t, 8>{1, 2, 3, 7, 100, 101, 5000, 20001}) {
        check(draws(n, uniform));
        check(draws(n, [&] { return 1e9 + uniform(); }));
        check(draws(n, [&] { return uniform() - 0.5; }));
        check(draws(n, [&] { return std::exp(40 * uniform() - 20); }));
        check(draws(n, [&] { return -std::exp(40 * uniform() - 20); }));
        check(draws(n, [&] { return std::floor(5 * uniform()); }));
        check(draws(n, [&] { return std::floor(3 * uniform()) - 1; }));
        check(draws(n, [] { return 4.0; }));
        check(draws(n, [&] { return uniform() < 0.001 ? 1e300 : uniform(); })); // one outlier stretches every bucket
    }
}

TEST_CASE("selected quantiles are linear between neighbours") {
    std::vector<double> const values{4, 1, 3, 2};
    auto const found = ct::detail::select_quantiles(std::span(values), std::array{.5, .9, .95, .99});
    CHECK(*found[0] == 2.5);
    CHECK(*found[1] == 3.7);
    CHECK(std::abs(*found[2] - 3.85) < 1e-14);
    CHECK(std::abs(*found[3] - 3.97) < 1e-14);
}

TEST_CASE("extreme values do not overflow between neighbours") {
    std::vector<double> const values{-1.7e308, 1.7e308};
    CHECK(std::abs(*ct::detail::select_quantiles(std::span(values), std::array{.5})[0]) < 1e293);
}

TEST_CASE("nothing has no quantiles") {
    CHECK_FALSE(ct::detail::select_quantiles(std::span<double const>(), std::array{.5})[0]);
}
