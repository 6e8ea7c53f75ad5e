// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace crucible::telemetry;
using namespace std::chrono_literals;
using Catch::Matchers::WithinRel;

namespace {

/// Reads one statistic of values a second apart.
template <class Value, statistic S>
auto read(S s, std::initializer_list<Value> values) {
    accumulator_of<Value, S> a;
    timestamp at{};
    for (Value const& v : values) a(v, 1, at += 1s);
    return a[s];
}

} // namespace

TEST_CASE("statistics of a handful of values") {
    std::initializer_list<double> const values{4, 2, 5, 4, 7, 4, 9, 5};
    CHECK(read(count, values) == 8);
    CHECK(read(nonfinite, values) == 0);
    CHECK(read(sum, values) == 40);
    CHECK(read(mean, values) == 5);
    CHECK_THAT(read(variance, values), WithinRel(32.0 / 7, 1e-15));
    CHECK(read(population_variance, values) == 4);
    CHECK_THAT(read(stddev, values), WithinRel(std::sqrt(32.0 / 7), 1e-15));
    CHECK(read(population_stddev, values) == 2);
    CHECK(read(min, values) == 2);
    CHECK(read(max, values) == 9);
    CHECK(read(first, values) == 4);
    CHECK(read(last, values) == 5);
    CHECK(read(rate, values) == 1);
    CHECK(read(throughput, values) == 36.0 / 7);
    CHECK(read(median, values) == 4.5);
    CHECK(read(exact_quantile<.25>, values) == 4);
    CHECK(read(exact_quantile<0, .5, 1>, values) == std::array{2.0, 4.5, 9.0});
    CHECK(read(success_rate, {true, false, true, true}) == 0.75);
}

TEST_CASE("what cannot be answered is NaN; counts and sums of nothing are 0") {
    accumulator_of<double, decltype(count | nonfinite | sum)> zero;
    CHECK(zero[count] == 0);
    CHECK(zero[nonfinite] == 0);
    CHECK(zero[sum] == 0);
    using unknown = decltype(mean | variance | population_variance | stddev | population_stddev | min | max | first |
                             last | rate | throughput | median);
    accumulator_of<double, unknown> const nothing;
    unknown::for_each([&](auto s) { CHECK(std::isnan(nothing[s])); });
    CHECK(std::isnan(accumulator_of<bool, success_rate_t>{}[success_rate]));
}

TEST_CASE("names are those of the objects") {
    CHECK(count.name.view() == "count");
    CHECK(population_stddev.name.view() == "population_stddev");
    CHECK(median.name.view() == "median");
}

TEST_CASE("a count of fractional weights is rounded to whole rows") {
    accumulator_of<double, count_t> a;
    for (int i = 0; i != 10; ++i) a(1.0, 0.26);
    CHECK(a[count] == 3);
}

TEST_CASE("a count past what fits is the greatest that does") {
    accumulator_of<double, count_t> a;
    a(1.0, 1e300);
    CHECK(a[count] == ~std::uint64_t{});
    a(1.0, 1.5e308), a(1.0, 1.5e308);
    CHECK(a[count] == ~std::uint64_t{});
}

TEST_CASE("statistics are for the kinds they mean something for") {
    for (kind const k : {kind::gauge, kind::counter, kind::timer, kind::index, kind::flag}) CHECK(mean.allows(k));
    for (kind const k : {kind::tag, kind::text}) {
        CHECK_FALSE(mean.allows(k));
        CHECK(count.allows(k));
        CHECK(rate.allows(k));
    }
    CHECK(throughput.allows(kind::counter));
    CHECK_FALSE(throughput.allows(kind::gauge));
    CHECK(success_rate.allows(kind::flag));
    CHECK_FALSE(success_rate.allows(kind::gauge));
}

TEST_CASE("last is a window, too: a value that says which rows, and knows no query") {
    using namespace std::chrono_literals;
    STATIC_CHECK(std::same_as<decltype(last(5min)), latest_time>);
    CHECK(last(5min).span == 5min);
    timestamp const now{100s};
    CHECK(last(5s, now).from == timestamp{95s});
    CHECK(last(5s, now).to == now);
    CHECK(last(100).count == 100);
    CHECK(last(-1).count == 0);
}
