// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/utf8_prefix.hpp>

#include <catch2/catch_test_macros.hpp>

using crucible::telemetry::utf8_prefix;

TEST_CASE("text within the bound is left alone") {
    STATIC_CHECK(utf8_prefix("", 0).empty());
    STATIC_CHECK(utf8_prefix("loss", 4) == "loss");
    STATIC_CHECK(utf8_prefix("数", 3) == "数");
}

TEST_CASE("text is cut between characters") {
    STATIC_CHECK(utf8_prefix("losses", 4) == "loss");
    STATIC_CHECK(utf8_prefix("aé", 2) == "a");
    STATIC_CHECK(utf8_prefix("a数b", 2) == "a");
    STATIC_CHECK(utf8_prefix("a数b", 3) == "a");
    STATIC_CHECK(utf8_prefix("a数b", 4) == "a数");
    STATIC_CHECK(utf8_prefix("🙂🙂", 7) == "🙂");
    STATIC_CHECK(utf8_prefix("🙂", 3).empty());
    STATIC_CHECK(utf8_prefix("loss", 0).empty());
}

TEST_CASE("what is not UTF-8 is cut within 3 bytes of the bound") {
    STATIC_CHECK(utf8_prefix("\x80\x80\x80\x80\x80\x80\x80\x80", 7).size() == 4);
    STATIC_CHECK(utf8_prefix("\x80\x80\x80", 2).empty());
}
