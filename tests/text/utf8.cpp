// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/utf8.hpp>

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace {

namespace ct = crucible::telemetry;

/// Where each sequence ends, `!` after those that are no UTF-8: "1 3 2!".
std::string sequences(std::string_view text) {
    std::string found;
    char const* const end = text.data() + text.size();
    for (char const* from = text.data(); from != end;) {
        auto const next = ct::utf8_at(from, end);
        if (!found.empty()) found += ' ';
        found += std::to_string(next.size);
        if (!next.valid) found += '!';
        from += next.size;
    }
    return found;
}

TEST_CASE("well-formed sequences of each length") {
    CHECK(sequences("a\x7F") == "1 1");
    CHECK(sequences("\u0080\u07FF") == "2 2");
    CHECK(sequences("\u0800\uD7FF\uE000\uFFFF") == "3 3 3 3");
    CHECK(sequences("\U00010000\U0010FFFF") == "4 4");
    CHECK(sequences(std::string_view("\0", 1)) == "1");
}

TEST_CASE("ill-formed sequences, by maximal subparts") {
    CHECK(sequences("\x80") == "1!");                      // a continuation alone
    CHECK(sequences("\xC0\x80") == "1! 1!");               // overlong
    CHECK(sequences("\xE0\x9F\xBF") == "1! 1! 1!");        // overlong
    CHECK(sequences("\xED\xA0\x80") == "1! 1! 1!");        // a surrogate
    CHECK(sequences("\xF4\x90\x80\x80") == "1! 1! 1! 1!"); // beyond U+10FFFF
    CHECK(sequences("\xFF\xFE") == "1! 1!");
    CHECK(sequences("\xE2\x82") == "2!"); // cut off by the end
    CHECK(sequences("\xF0\x9F\x99") == "3!");
    CHECK(sequences("\xF0\x9F\x99z") == "3! 1"); // cut off by another character
    CHECK(sequences("\xE2\x82\xC3\xA9") == "2! 2");
    CHECK(sequences("a\xF1\x80\x80\xE1\x80\xC2z") == "1 3! 2! 1! 1"); // the example of the Unicode standard
}

TEST_CASE("is_utf8 is the whole of it") {
    CHECK(ct::is_utf8(""));
    CHECK(ct::is_utf8("\xEF\xBB\xBFnaïve 数 🙂"));
    CHECK_FALSE(ct::is_utf8("na\xEFve"));
}

} // namespace
