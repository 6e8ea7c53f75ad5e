// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/sorting.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace crucible::telemetry::cells::detail;

namespace {
template <std::size_t N>
void check_sorted(auto draw) {
    std::array<double, N> values;
    for (double& x : values) x = draw();
    auto expected = values;
    std::sort(expected.begin(), expected.end());
    sort_all(values);
    CHECK(values == expected);
}
} // namespace

TEST_CASE("buffers are sorted as std::sort sorts them") {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    for (int round = 0; round != 50; ++round) {
        double next = 0;
        auto const draws = [&]<std::size_t N>(std::array<double, N>) {
            check_sorted<N>([&] { return normal(random); });
            check_sorted<N>([&] { return static_cast<double>(random() % 5); });
            check_sorted<N>([&] { return ++next; });
            check_sorted<N>([&] { return --next; });
            check_sorted<N>([&] { return random() % 2 == 0 ? 1e300 : -std::numeric_limits<double>::max(); });
        };
        draws(std::array<double, 128>{});
        draws(std::array<double, 256>{});
        draws(std::array<double, 512>{});
    }
}

TEST_CASE("a network of 16 inputs sorts all zeros and ones") {
    for (unsigned bits = 0; bits != 1U << 16; ++bits) {
        unsigned value = bits;
        for (auto const [low, high] : network_of_16.steps)
            if ((value >> low & 1) > (value >> high & 1)) value ^= 1U << low | 1U << high;
        bool const sorted = ((value + (1U << std::countr_zero(value | 1U << 16))) & 0xffff) == 0;
        if (!sorted) FAIL(bits);
    }
}

TEST_CASE("what has no order leaves it in bounds") {
    std::array<double, 256> values;
    for (std::size_t i = 0; i != values.size(); ++i)
        values[i] = i % 3 == 0 ? std::nan("") : std::sin(static_cast<double>(i));
    sort_all(values);
    for (double const x : values) CHECK((std::isnan(x) || std::abs(x) <= 1));
}
