// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <random>

using namespace crucible::telemetry;
using namespace std::chrono_literals;
using Catch::Matchers::WithinRel;

namespace {
using both = accumulator_of<double, decltype(recent_rate<10s> | recent_throughput<10s> | count)>;
static_assert(decltype(recent_rate<10s> | recent_throughput<10s> | count)::cells::size == 1);
} // namespace

TEST_CASE("a steady rate is told from the first gap on, within half a gap per half-life") {
    both a;
    CHECK(std::isnan(a[recent_rate<10s>]));
    for (int i = 0; i != 2000; ++i) {
        a(5, 1, timestamp{i * 100ms});
        if (i == 0) CHECK(std::isnan(a[recent_rate<10s>]));
        else {
            CHECK_THAT(a[recent_rate<10s>], WithinRel(10.0347, 1e-4)); // 1 + 0.1 ln 2 / (2 * 10)
            CHECK_THAT(a[recent_throughput<10s>], WithinRel(50.173, 1e-4));
        }
    }
    CHECK(a[count] == 2000);
}

TEST_CASE("a new rate shows half after a half-life") {
    both a;
    int i = 0;
    for (; i != 10'000; ++i) a(1, 1, timestamp{i * 10ms}); // 100 s at 100 per second
    timestamp at{i * 10ms};
    for (int k = 0; k != 10'000; ++k) a(1, 1, at += 1ms); // 10 s at 1000 per second
    CHECK_THAT(a[recent_rate<10s>], WithinRel(550, 2e-3));
    for (int k = 0; k != 10'000; ++k) a(1, 1, at += 1ms);
    CHECK_THAT(a[recent_rate<10s>], WithinRel(775, 2e-3));
}

TEST_CASE("rows in any order, and merged, give the same rate") {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> when(0, 100), amount(0, 10);
    cells::decayed_flow<10s> whole, left, right;
    for (int i = 0; i != 2000; ++i) {
        timestamp const at{std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 * when(random))}};
        double const x = amount(random), weight = i % 3 == 0 ? 2 : 1;
        whole(x, weight, at);
        (i % 2 == 0 ? left : right)(x, weight, at);
    }
    left += right;
    CHECK_THAT(left.rows_per_second(), WithinRel(whole.rows_per_second(), 1e-12));
    CHECK_THAT(left.amount_per_second(), WithinRel(whole.amount_per_second(), 1e-12));
    CHECK(whole.rows_per_second() > 15);
    CHECK(whole.rows_per_second() < 40);
}

TEST_CASE("rates of late are for the kinds they mean something for") {
    STATIC_CHECK(recent_rate<10s>.allows(kind::text));
    STATIC_CHECK(recent_throughput<10s>.allows(kind::counter));
    STATIC_CHECK_FALSE(recent_throughput<10s>.allows(kind::gauge));
    CHECK(recent_rate<10s>.name.view() == "recent_rate_10s");
    accumulator_of<std::string_view, decltype(recent_rate<1s>)> words;
    words("a", 1, timestamp{1s}), words("b", 1, timestamp{2s});
    CHECK_THAT(words[recent_rate<1s>], WithinRel(2 * std::log(2.0), 1e-12)); // one row over (1 - 1/2) / ln 2 seconds
}
