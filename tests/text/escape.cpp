// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/escape.hpp>

#include <catch2/catch_test_macros.hpp>
#include <vector>

namespace {

namespace ct = crucible::telemetry;

/// A format of one's own: commas and backslashes are escaped, as Influx's line protocol does with tags.
struct tag_escape {
    static constexpr std::size_t growth = 3;
    static constexpr bool plain(unsigned char c) { return c != ',' && c != '\\'; }
    static constexpr char* character(char* to, unsigned char c) {
        *to++ = '\\';
        *to++ = static_cast<char>(c);
        return to;
    }
    static constexpr char* sequence(char* to, std::string_view sequence) {
        for (char const c : sequence) *to++ = c;
        return to;
    }
};
static_assert(ct::text_escape<tag_escape>);
static_assert(!ct::text_escape<int>);

/// Takes text in pieces, as a staged file does.
struct pieces {
    std::string before{};
    std::vector<char> buffer = std::vector<char>(20'000);
    std::size_t asked = 0;

    char* room(char* to, std::size_t size) {
        asked = std::max(asked, size);
        before.append(buffer.data(), to);
        return buffer.data();
    }
};

TEST_CASE("a format says what is escaped; bytes that are no UTF-8 become U+FFFD") {
    CHECK(ct::escaped<tag_escape>("a,b\\c") == "a\\,b\\\\c");
    CHECK(ct::escaped<tag_escape>("naïve,数") == "naïve\\,数");
    CHECK(ct::escaped<tag_escape>("\xFF,\xE6\x95") == "\uFFFD\\,\uFFFD");
    CHECK(ct::escaped<tag_escape>("").empty());
}

TEST_CASE("text of any length is written in pieces, and characters are never cut in two") {
    for (std::size_t const size : {0U, 1U, 4095U, 4096U, 4097U, 20'000U}) {
        std::string text;
        while (text.size() < size) text += "数,";
        text += "\x80";
        pieces out;
        std::uint64_t replaced = 0;
        char* const end = ct::write_text<tag_escape>(out, out.buffer.data(), text, 7, replaced);
        CHECK(out.before + std::string(out.buffer.data(), end) == ct::escaped<tag_escape>(text));
        CHECK(replaced == 1);
        CHECK(out.asked <= (4096 + 4) * tag_escape::growth);
    }
}

TEST_CASE("constant text is joined when the program is compiled") {
    char buffer[16]{};
    char* const end = ct::write_constant(buffer, ct::joined<",\"", "loss", "\":">);
    CHECK(std::string_view(buffer, end) == ",\"loss\":");
    STATIC_CHECK(ct::joined<"a", "", "bc">.size() == 3);
}

} // namespace
