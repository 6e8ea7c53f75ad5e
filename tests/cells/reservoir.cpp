// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/reservoir.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using crucible::telemetry::cells::reservoir;

TEST_CASE("few rows are all kept, in order of values") {
    reservoir<8> c;
    CHECK(c.size() == 0);
    for (double const x : {3.0, 1.0, 2.0}) c(x);
    CHECK(c.size() == 3);
    CHECK(c.values()[0] == 1);
    CHECK(c.values()[2] == 3);
}

TEST_CASE("every row is as likely as any other, one by one, in batches and merged") {
    constexpr int rows = 500, rounds = 4000;
    std::vector<double> values(rows);
    for (std::size_t i = 0; i != rows; ++i) values[i] = static_cast<double>(i);
    std::span<double const> const all(values);
    for (int way = 0; way != 4; ++way) {
        std::vector<double> drawn(10); // in tenths of the stream
        for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
            reservoir<20> c(seed * 2654435761), d(seed * 40503 + 7);
            if (way == 0)
                for (double const x : values) c(x);
            if (way == 1) c(all.first(30)), c(all.subspan(30));
            if (way == 2) c(all.first(123)), d(all.subspan(123)), c += d;
            if (way == 3)
                for (double const x : values) c(x, 2.5);
            REQUIRE(c.size() == 20);
            for (double const x : c.values()) ++drawn[static_cast<std::size_t>(x) / 50];
        }
        double chi_square = 0;
        double const expected = rounds * 20 / 10.0;
        for (double const n : drawn) chi_square += (n - expected) * (n - expected) / expected;
        INFO("way " << way);
        CHECK(chi_square < 28); // 9 degrees of freedom: once in a thousand
    }
}

TEST_CASE("a heavy row is drawn more often, as its weight says") {
    constexpr int rounds = 4000;
    double heavy = 0;
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        reservoir<1> c(seed * 2654435761);
        for (int i = 0; i != 100; ++i) c(i, i == 42 ? 25.0 : 1.0);
        heavy += c.values()[0] == 42 ? 1 : 0;
    }
    double const p = 25.0 / 124;
    CHECK(std::abs(heavy / rounds - p) < 4 * std::sqrt(p * (1 - p) / rounds));
}

TEST_CASE("weights and single rows mix") {
    constexpr int rounds = 3000;
    double first_half = 0;
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        reservoir<4> c(seed * 2654435761);
        for (int i = 0; i != 200; ++i)
            if (i % 3 == 0) c(i, 1.0 + 1e-9);
            else c(i);
        for (double const x : c.values()) first_half += x < 100 ? 1 : 0;
    }
    CHECK(std::abs(first_half / (4.0 * rounds) - .5) < 4 * .5 / std::sqrt(4.0 * rounds));
}

TEST_CASE("equal rows and seeds give equal samples, other rows other coins") {
    reservoir<16> a, b, c;
    for (int i = 0; i != 1000; ++i) a(i), b(i), c(i + 5000);
    CHECK(a == b);
    auto const of_c = c.values();
    int same_place = 0;
    for (std::size_t i = 0; i != 16; ++i) same_place += of_c[i] - 5000 == a.values()[i] ? 1 : 0;
    CHECK(same_place < 8);
}
