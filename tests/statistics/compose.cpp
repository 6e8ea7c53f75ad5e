// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace crucible::telemetry;

TEST_CASE("| asks for both sides, in order, however it is grouped") {
    using expected = statistics<count_t, mean_t, max_t>;
    STATIC_CHECK(std::same_as<decltype(count | mean | max), expected>);
    STATIC_CHECK(std::same_as<decltype(count | (mean | max)), expected>);
    STATIC_CHECK(std::same_as<decltype((count | mean) | statistics<max_t>{}), expected>);
    STATIC_CHECK(std::same_as<statistics_of<decltype(max)>, statistics<max_t>>);
    STATIC_CHECK(expected::contains<mean_t>);
    STATIC_CHECK_FALSE(expected::contains<variance_t>);
    STATIC_CHECK(std::is_empty_v<expected>);
}

TEST_CASE("statistics share cells, and a derived cell does its base's work") {
    STATIC_CHECK(std::same_as<decltype(count | mean | variance)::cells, type_set<cells::moments>>);
    STATIC_CHECK(std::same_as<decltype(mean | count)::cells, type_set<cells::moments>>);
    STATIC_CHECK(std::same_as<decltype(min | max)::cells, type_set<cells::extrema>>);
    STATIC_CHECK(std::same_as<decltype(count | rate | last | sum | throughput)::cells, type_set<cells::flow>>);
    STATIC_CHECK(std::same_as<decltype(count | rate | first)::cells, type_set<cells::edges>>);
    STATIC_CHECK(std::same_as<decltype(count)::cell, cells::counted>);
    STATIC_CHECK(std::same_as<decltype(mean | rate)::cells, type_set<cells::moments, cells::elapsed>>);
    STATIC_CHECK(sizeof(accumulator_of<double, decltype(count | mean | variance)>) == sizeof(cells::moments));
}

TEST_CASE("one that keeps every value makes the whole unbounded") {
    STATIC_CHECK(decltype(count | mean)::bounded);
    STATIC_CHECK_FALSE(decltype(count | median)::bounded);
}

TEST_CASE("a composition is walked in order") {
    std::string names;
    decltype(count | mean |
             exact_quantile<.9>)::for_each([&]<class S>(S) { names += std::string(S::name.view()) + ' '; });
    CHECK(names == "count mean exact_p90 ");
}
