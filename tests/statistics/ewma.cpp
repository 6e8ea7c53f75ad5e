// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <random>
#include <vector>

using namespace crucible::telemetry;
using namespace std::chrono_literals;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

static_assert(ordered_cell<cells::decayed_rows<100>> && !timed_cell<cells::decayed_rows<100>>);
static_assert(timed_cell<cells::decayed_time<1s>> && !ordered_cell<cells::decayed_time<1s>>);
static_assert(!ordered_cell<cells::moments>);
static_assert(statistic<ewma_t<100>> && statistic<ewma_stddev_t<5min>>);
static_assert(std::same_as<decltype(ewma<50> | ewma_variance<50> | count)::cells, type_set<cells::decayed_rows<50>>>);
static_assert(decltype(ewma<50> | ewma<5s>)::cells::size == 2);
static_assert(std::is_trivially_copyable_v<accumulator_of<double, decltype(ewma<10> | ewma<1s>)>>);

namespace {

struct row {
    double x;
    double weight;
    double age; // in half-lives, before the latest
};

/// The weighted averages as they are defined, in 80 bits.
std::pair<double, double> by_definition(std::vector<row> const& rows) {
    long double weights = 0, mean = 0, squares = 0;
    for (auto const& r : rows) weights += r.weight * std::exp2(static_cast<long double>(-r.age));
    for (auto const& r : rows) mean += r.weight * std::exp2(static_cast<long double>(-r.age)) * r.x / weights;
    for (auto const& r : rows)
        squares += r.weight * std::exp2(static_cast<long double>(-r.age)) * (r.x - mean) * (r.x - mean) / weights;
    return {static_cast<double>(mean), static_cast<double>(squares)};
}

std::vector<double> noise(std::size_t n, double level) {
    std::mt19937_64 random(n);
    std::normal_distribution<double> normal(level);
    std::vector<double> values(n);
    for (double& x : values) x = normal(random);
    return values;
}

template <half_life H>
void check_rows(std::vector<double> const& values) {
    accumulator_of<double, decltype(ewma<H> | ewma_variance<H> | ewma_stddev<H> | count)> a;
    std::vector<row> rows;
    for (std::size_t i = 0; i != values.size(); ++i) {
        a(values[i]);
        rows.push_back({values[i], 1, static_cast<double>(values.size() - 1 - i) / H.amount});
    }
    auto const [mean_expected, variance_expected] = by_definition(rows);
    CHECK_THAT(a[ewma<H>], WithinAbs(mean_expected, 1e-14 * std::max(1.0, std::abs(mean_expected))));
    CHECK_THAT(a[ewma_variance<H>], WithinRel(variance_expected, 1e-12));
    CHECK_THAT(a[ewma_stddev<H>], WithinRel(std::sqrt(variance_expected), 1e-12));
    CHECK(a[count] == values.size());
}

template <half_life H>
void check_rows_of_every_length() {
    for (std::size_t const n : {2UL, 3UL, 63UL, 64UL, 65UL, 700UL, 5000UL}) {
        INFO("half-life " << H.amount << ", " << n << " rows");
        check_rows<H>(noise(n, 0));
        check_rows<H>(noise(n, 1e9));
    }
}

} // namespace

TEST_CASE("an ewma by rows is the average with weights that halve every half-life") {
    check_rows_of_every_length<0.25>();
    check_rows_of_every_length<1>();
    check_rows_of_every_length<2.5>();
    check_rows_of_every_length<32>();
    check_rows_of_every_length<100>();
    check_rows_of_every_length<1e6>();
}

TEST_CASE("an ewma of a handful of rows") {
    accumulator_of<double, decltype(ewma<1> | ewma_variance<1>)> a;
    CHECK(std::isnan(a[ewma<1>]));
    CHECK(std::isnan(a[ewma_variance<1>]));
    a(10);
    CHECK(a[ewma<1>] == 10);
    CHECK(a[ewma_variance<1>] == 0);
    a(4); // weights 1/2 and 1
    CHECK_THAT(a[ewma<1>], WithinRel(6, 1e-15));
    CHECK_THAT(a[ewma_variance<1>], WithinRel(8, 1e-15));
}

TEST_CASE("an ewma forgets a level that was left, also a far one") {
    cells::decayed_rows<10> c;
    for (int i = 0; i != 100; ++i) c(i % 2 == 0 ? 1e9 : -1e9);
    for (int i = 0; i != 2000; ++i) c(i % 2 == 0 ? 1 : -1);
    CHECK_THAT(c.mean(), WithinAbs(0, 0.05));
    CHECK_THAT(c.variance(), WithinAbs(1, 0.01));
    for (double const extreme : {1e300, -1e308}) {
        c(extreme);
        CHECK(std::isfinite(c.variance()));
    }
    for (int i = 0; i != 40'000; ++i) c(i % 2 == 0 ? 1 : -1);
    CHECK_THAT(c.mean(), WithinAbs(0, 0.05));
    CHECK_THAT(c.variance(), WithinAbs(1, 0.01));
}

TEST_CASE("a weight is that many rows in a row, whole or not") {
    cells::decayed_rows<7> weighted, repeated;
    for (int i = 0; i != 100; ++i) {
        double const x = (i * 37) % 11;
        int const times = 1 + i % 4;
        weighted(x, times);
        for (int k = 0; k != times; ++k) repeated(x);
    }
    CHECK_THAT(weighted.mean(), WithinRel(repeated.mean(), 1e-14));
    CHECK_THAT(weighted.variance(), WithinRel(repeated.variance(), 1e-13));
    CHECK_THAT(weighted.weight(), WithinRel(repeated.weight(), 1e-14));
    cells::decayed_rows<7> halves, ones;
    for (int i = 0; i != 50; ++i) halves(i, 0.5), halves(i, 0.5), ones(i);
    CHECK_THAT(halves.mean(), WithinRel(ones.mean(), 1e-14));
}

TEST_CASE("an ewma by rows merges what follows") {
    auto const values = noise(1000, 5);
    cells::decayed_rows<50> whole, early, late;
    for (std::size_t i = 0; i != values.size(); ++i) whole(values[i]), (i < 600 ? early : late)(values[i]);
    auto in_order = early;
    in_order += late;
    CHECK_THAT(in_order.mean(), WithinRel(whole.mean(), 1e-14));
    CHECK_THAT(in_order.variance(), WithinRel(whole.variance(), 1e-13));
    late += early;
    CHECK(std::abs(late.mean() - whole.mean()) > 1e-3);
}

TEST_CASE("an ewma by time is the average with weights that halve every half-life, in any order of the rows") {
    std::mt19937_64 random(3);
    std::exponential_distribution<double> gap(1);
    std::vector<row> rows;
    std::vector<timestamp> at;
    timestamp now{1'700'000'000s};
    for (double const x : noise(3000, 1e6)) {
        now += std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 * gap(random))};
        rows.push_back({x, rows.size() % 7 == 0 ? 2.5 : 1, 0});
        at.push_back(now);
    }
    for (std::size_t i = 0; i != rows.size(); ++i)
        rows[i].age = std::chrono::duration<double>(now - at[i]).count() / 60;
    auto const [mean_expected, variance_expected] = by_definition(rows);
    cells::decayed_time<1min> forward, backward, even, odd;
    for (std::size_t i = 0; i != rows.size(); ++i) {
        std::size_t const j = rows.size() - 1 - i;
        forward(rows[i].x, rows[i].weight, at[i]);
        backward(rows[j].x, rows[j].weight, at[j]);
        (i % 2 == 0 ? even : odd)(rows[i].x, rows[i].weight, at[i]);
    }
    even += odd;
    for (auto const& c : {forward, backward, even}) {
        CHECK_THAT(c.mean(), WithinRel(mean_expected, 1e-14));
        CHECK_THAT(c.variance(), WithinRel(variance_expected, 1e-12));
        CHECK(c.count() == forward.count());
    }
}

TEST_CASE("after a long silence an ewma by time is the latest row") {
    accumulator_of<double, decltype(ewma<1s> | ewma_variance<1s>)> a;
    for (int i = 0; i != 100; ++i) a(1e9 + i, 1, timestamp{i * 100ms});
    a(3, 1, timestamp{24h});
    CHECK(a[ewma<1s>] == 3);
    CHECK(a[ewma_variance<1s>] == 0);
    a(5, 1, timestamp{24h});
    CHECK(a[ewma<1s>] == 4);
    CHECK(a[ewma_variance<1s>] == 1);
    a(1e6, 1, timestamp{0s}); // late by a day
    CHECK(a[ewma<1s>] == 4);
}

TEST_CASE("an ewma of durations is a duration") {
    accumulator_of<std::chrono::milliseconds, decltype(ewma<10>)> a;
    a(30ms), a(30ms);
    CHECK(a[ewma<10>] == 30ms);
}

TEST_CASE("the name of an ewma tells its half-life") {
    CHECK(ewma<100>.name.view() == "ewma_100");
    CHECK(ewma<2.5>.name.view() == "ewma_2.5");
    CHECK(ewma<5min>.name.view() == "ewma_5min");
    CHECK(ewma<90s>.name.view() == "ewma_90s");
    CHECK(ewma<24h>.name.view() == "ewma_24h");
    CHECK(ewma_variance<1500ms>.name.view() == "ewma_variance_1500ms");
    CHECK(ewma_stddev<10us>.name.view() == "ewma_stddev_10us");
}
