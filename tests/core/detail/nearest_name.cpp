// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/nearest_name.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry::detail;

TEST_CASE("edit distance counts inserts, deletes and replacements") {
    STATIC_CHECK(edit_distance("", "") == 0);
    STATIC_CHECK(edit_distance("loss", "loss") == 0);
    STATIC_CHECK(edit_distance("los", "loss") == 1);
    STATIC_CHECK(edit_distance("loss", "") == 4);
    STATIC_CHECK(edit_distance("kitten", "sitting") == 3);
    STATIC_CHECK(edit_distance("sitting", "kitten") == 3);
    STATIC_CHECK(edit_distance("flaw", "lawn") == 2);
}

constexpr char long_name[] = "a_name_that_is_quite_a_bit_longer_than_the_sixty_four_characters_that_are_compared";

TEST_CASE("edit distance looks at the first 64 characters") {
    STATIC_CHECK(edit_distance(long_name, std::string_view(long_name).substr(0, 64)) == 0);
    STATIC_CHECK(edit_distance(long_name, "") == 64);
}

TEST_CASE("the nearest name is the first of the least edit distance") {
    constexpr std::array<std::string_view, 3> names{"loss", "accuracy", "epoch"};
    STATIC_CHECK(nearest_name("los", names) == 0);
    STATIC_CHECK(nearest_name("acuracy", names) == 1);
    STATIC_CHECK(nearest_name("poch", names) == 2);
    STATIC_CHECK(nearest_name("xxxx", std::array<std::string_view, 2>{"aaaa", "bbbb"}) == 0);
}
