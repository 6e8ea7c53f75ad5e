// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/type_set.hpp>

#include <catch2/catch_test_macros.hpp>

#include <tuple>

namespace ct = crucible::telemetry;

TEST_CASE("a type_set holds each type once, in the order of first appearance") {
    STATIC_CHECK(std::same_as<ct::type_set_of<>, ct::type_set<>>);
    STATIC_CHECK(std::same_as<ct::type_set_of<int>, ct::type_set<int>>);
    STATIC_CHECK(std::same_as<ct::type_set_of<int, char, int, double, char>, ct::type_set<int, char, double>>);
    STATIC_CHECK(std::same_as<ct::type_set_of<int, int const, int&>, ct::type_set<int, int const, int&>>);
}

TEST_CASE("a type_set answers what is in it and becomes other templates") {
    using set = ct::type_set_of<int, char>;
    STATIC_CHECK(set::size == 2);
    STATIC_CHECK(set::contains<char>);
    STATIC_CHECK_FALSE(set::contains<double>);
    STATIC_CHECK(std::same_as<set::with<double>, ct::type_set<int, char, double>>);
    STATIC_CHECK(std::same_as<set::into<std::tuple>, std::tuple<int, char>>);
}
