// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/log_linear_grid.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <random>
#include <set>
#include <vector>

using namespace crucible::telemetry::cells::detail;

namespace {

using grid = log_linear_grid<64, 2>;

/// Any finite double but zero, of any magnitude.
double any(std::mt19937_64& random) {
    double const x =
        std::ldexp(1 + static_cast<double>(random() >> 12) * 0x1p-52, static_cast<int>(random() % 2046) - 1022);
    return random() % 2 == 0 ? x : -x;
}

std::vector<double> some(std::mt19937_64& random) {
    double const center = any(random);
    double const spread = std::ldexp(1.0, -static_cast<int>(random() % 60));
    int const how = static_cast<int>(random() % 4);
    std::vector<double> values(2 + random() % 100);
    for (double& x : values) {
        x = how == 0 ? any(random) : center * (1 + spread * static_cast<double>(random() >> 11) * 0x1p-53);
        if (how == 1 && random() % 2 == 0) x = -x;
        if (how == 2) x = std::abs(x);
        if (how == 3) x = -std::abs(any(random));
        if (!std::isfinite(x) || x == 0) x = 1;
    }
    return values;
}

} // namespace

TEST_CASE("integers in the order of doubles") {
    double const ordered[]{
        -std::numeric_limits<double>::max(), -2, -1, -0x1p-1074, -0.0, 0, 0x1p-1074, 1, 1 + 0x1p-52, 1e300};
    for (std::size_t i = 1; i != std::size(ordered); ++i) CHECK(in_order(ordered[i - 1]) < in_order(ordered[i]));
    for (double const x : ordered)
        CHECK(std::bit_cast<std::int64_t>(from_order(in_order(x))) == std::bit_cast<std::int64_t>(x));
}

TEST_CASE("a grid depends on the least and the greatest value, not on the way to them") {
    std::mt19937_64 random(1);
    for (int round = 0; round != 3000; ++round) {
        auto const values = some(random);
        auto const [low, high] = std::minmax_element(values.begin(), values.end());
        grid const whole(*low, *high);
        grid one_by_one, stretched, a, b;
        for (double const x : values) {
            one_by_one = one_by_one.with(x);
            if (!stretched.covers(x) && !stretched.stretch(x)) stretched = stretched.with(x);
            (random() % 2 == 0 ? a : b) = (random() % 2 == 0 ? a : b).with(x);
        }
        CHECK(one_by_one == whole);
        CHECK(stretched == whole);
        CHECK(a.with(b) == b.with(a));
        CHECK(whole.low() == *low);
        CHECK(whole.high() == *high);
    }
}

TEST_CASE("all values have places, no more than there are buckets, in their order") {
    std::mt19937_64 random(2);
    for (int round = 0; round != 3000; ++round) {
        auto values = some(random);
        std::sort(values.begin(), values.end());
        grid const g(values.front(), values.back());
        std::set<std::size_t> slots;
        std::size_t places = 0;
        g.for_each_place([&](std::int64_t place) { ++places, slots.insert(g.slot(place)); });
        CHECK(slots.size() == places);
        CHECK(slots.count(grid::zero) == 0);
        std::int64_t before = std::numeric_limits<std::int64_t>::min();
        for (double const x : values) {
            CHECK(g.covers(x));
            CHECK(g.place(x) >= before);
            before = g.place(x);
            CHECK(g.slot(x) == g.slot(g.place(x)));
            CHECK((g.place(x) >= 0) == (x > 0));
        }
    }
}

TEST_CASE("what a finer grid puts together, a coarser one does") {
    std::mt19937_64 random(3);
    for (int round = 0; round != 3000; ++round) {
        auto const few = some(random);
        auto const [low, high] = std::minmax_element(few.begin(), few.end());
        grid const finer(*low, *high);
        grid const coarser = finer.with(any(random)).with(few[0] * (random() % 2 == 0 ? 3 : -0.25));
        if (!grid::sound(coarser.low(), coarser.high())) continue;
        for (double const x : few) CHECK(coarser.place(finer, finer.place(x)) == coarser.place(x));
        CHECK(coarser.with(finer) == coarser);
    }
}

TEST_CASE("buckets are as narrow as the range allows") {
    using wide = log_linear_grid<1024, 4>;
    for (double const octaves : {0.25, 1.0, 3.0, 10.0, 30.0, 60.0}) {
        wide const g(1, std::exp2(octaves));
        std::array<std::uint64_t, 1025> counts{};
        counts.fill(1);
        counts[wide::zero] = 0;
        g.for_each_bucket(counts, [&](double from, double to, std::uint64_t) {
            CHECK(to - from <= from * std::min(1 / 16.0, std::max(octaves, 1.0) / 511) * (1 + 1e-12));
        });
    }
    CHECK(wide(3, 3).slot(3.0) == wide(3, 3).slot(wide(3, 3).place(3)));
    wide const narrow(1e6, 1e6 + 1e-4);
    CHECK(narrow.place(1e6) != narrow.place(1e6 + 0x1p-23));
}

TEST_CASE("zero is everywhere covered but where nothing is, and has a slot of its own") {
    CHECK_FALSE(grid().covers(0));
    CHECK_FALSE(grid().covers(1));
    CHECK(grid(1, 2).covers(0));
    CHECK(grid(1, 2).covers(-0.0));
    CHECK(grid(1, 2).slot(0.0) == grid::zero);
    CHECK(grid(-1, 2).slot(-0.0) == grid::zero);
    CHECK_FALSE(grid(1, 2).covers(0.5));
    CHECK_FALSE(grid(1, 2).covers(-1.5));
}
