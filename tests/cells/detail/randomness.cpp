// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/randomness.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>

using namespace crucible::telemetry::cells::detail;

TEST_CASE("the numbers of SplitMix64") { // Vigna's splitmix64.c from state 1234567
    randomness r(1234567);
    for (std::uint64_t const expected : {6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL,
                                         4593380528125082431ULL, 16408922859458223821ULL})
        CHECK(r.next() == expected);
}

TEST_CASE("whole numbers and fractions are spread evenly, waiting times exponentially") {
    randomness r(1);
    constexpr int n = 80'000;
    std::array<int, 8> hits{};
    double units = 0, waits = 0, squares = 0;
    for (int i = 0; i != n; ++i) {
        ++hits[static_cast<std::size_t>(r.of_bits(3))];
        double const u = r.unit(), wait = r.exponential();
        CHECK((u > 0 && u < 1));
        units += u, waits += wait, squares += wait * wait;
    }
    for (int const k : hits) CHECK(std::abs(k - n / 8) < 500); // five deviations
    CHECK(std::abs(units / n - .5) < .005);
    CHECK(std::abs(waits / n - 1) < .018);
    CHECK(std::abs(squares / n - 2) < .08);
    CHECK(r.of_bits(0) == 0);
}

TEST_CASE("what is stirred in changes what follows") {
    randomness a(5), b(5);
    CHECK(a == b);
    a.stir(1.0), b.stir(2.0);
    CHECK(a.next() != b.next());
}
