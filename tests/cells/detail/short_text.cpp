// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/short_text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using crucible::telemetry::cells::detail::short_text;

TEST_CASE("what fits stands as it is, zeros too") {
    CHECK(short_text<4>{}.view().empty());
    CHECK(short_text<4>("abcd").view() == "abcd");
    CHECK(short_text<4>(std::string_view("a\0b", 3)).view() == std::string_view("a\0b", 3));
    CHECK(short_text<4>("abcd") != short_text<4>("abc"));
}

TEST_CASE("what does not fit is cut before a character, not within") {
    CHECK(short_text<4>("abcde").view() == "abcd");
    CHECK(short_text<4>("abc\xc3\xa9").view() == "abc");
    CHECK(short_text<5>("abc\xc3\xa9z").view() == "abc\xc3\xa9");
    CHECK(short_text<3>("\xf0\x9f\x98\x80").view().empty());
    CHECK(short_text<4>("abcde") == short_text<4>("abcdf"));
}
