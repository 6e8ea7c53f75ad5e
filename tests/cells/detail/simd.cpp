// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace crucible::telemetry::detail;

TEST_CASE("packs take every value once, whatever the length") {
    for (std::size_t n = 0; n != 90; ++n) {
        std::vector<double> values(n);
        std::iota(values.begin(), values.end(), 1);
        double sum = 0, rest = 0;
        std::size_t chains_seen = 0;
        auto const add = [&](std::size_t chain, pack const& x) {
            chains_seen |= std::size_t{1} << chain;
            for (std::size_t j = 0; j != pack_size; ++j) sum += x[j];
        };
        in_packs<3>(values, add, [&](double x) { rest += x; });
        CHECK(sum + rest == static_cast<double>(n * (n + 1) / 2));
        CHECK((n < 3 * pack_size || chains_seen == 7));
    }
}

TEST_CASE("sums of powers about a shift and a mean") {
    for (std::size_t const n : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{1001}}) {
        std::vector<double> values(n);
        for (std::size_t i = 0; i != n; ++i) values[i] = 100 + static_cast<double>(i % 7);
        std::array<double, 4> expected{};
        for (double const x : values)
            for (std::size_t k = 0; k != 4; ++k) expected[k] += std::pow(x - 103, static_cast<int>(k) + 1);
        CHECK(sums_of_powers<4>(values, 101, 2) == expected);
        auto const two = sums_of_powers<2>(values, 103, 0);
        CHECK((two[0] == expected[0] && two[1] == expected[1]));
        CHECK(sums_of_powers<1>(values, 0, 103)[0] == expected[0]);
    }
}

TEST_CASE("one value that is not finite is found anywhere") {
    using limits = std::numeric_limits<double>;
    for (std::size_t n = 0; n != 50; ++n) {
        std::vector<double> values(n, limits::max());
        for (std::size_t i = 0; i < n; i += 2) values[i] = i % 4 == 0 ? -0.0 : -limits::denorm_min();
        CHECK(all_finite(values));
        for (std::size_t i = 0; i != n; ++i)
            for (double const odd : {limits::infinity(), -limits::infinity(), limits::quiet_NaN()}) {
                double const even = std::exchange(values[i], odd);
                CHECK_FALSE(all_finite(values));
                CHECK_FALSE(is_finite(odd));
                values[i] = even;
            }
    }
}
