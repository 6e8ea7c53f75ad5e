// SPDX-License-Identifier: MIT
#include <crucible/telemetry/file/lines.hpp>

#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

namespace {

namespace ct = crucible::telemetry;
using Catch::Matchers::ContainsSubstring;

struct line {
    std::string text;
    bool terminated;
    bool overlong;
    friend bool operator==(line const&, line const&) = default;
};

std::vector<line> lines_of(std::string const& path, std::size_t longest = 1U << 30U) {
    ct::line_file file{path, longest};
    std::vector<line> lines;
    while (file.refill())
        while (file.next()) {
            lines.push_back({std::string(file.line()), file.terminated(), file.overlong()});
            CHECK(file.number() == lines.size());
        }
    CHECK_FALSE(file.refill());
    return lines;
}

std::vector<line> lines_in(std::string const& text, std::size_t longest = 1U << 30U) {
    test::folder const folder;
    test::put(folder / "x", text);
    return lines_of(folder / "x", longest);
}

TEST_CASE("lines of a file") {
    CHECK(lines_in("").empty());
    CHECK(lines_in("a") == std::vector<line>{{"a", false, false}});
    CHECK(lines_in("a\n") == std::vector<line>{{"a", true, false}});
    CHECK(lines_in("\n\nb\r\n") == std::vector<line>{{"", true, false}, {"", true, false}, {"b\r", true, false}});
    CHECK(lines_in(std::string("a\0b\n", 4)) == std::vector<line>{{std::string("a\0b", 3), true, false}});
}

TEST_CASE("lines of all lengths about that of a piece") {
    std::string text;
    std::vector<line> expected;
    for (std::size_t const size : {0U, 1U, 1'048'575U, 1'048'576U, 1'048'577U, 10U << 20U, 3U, 2'097'151U, 5U}) {
        expected.push_back({std::string(size, static_cast<char>('a' + expected.size())), true, false});
        text += expected.back().text + "\n";
    }
    bool const same = lines_in(text) == expected;
    CHECK(same);
    expected.back().terminated = false;
    bool const same_without_end = lines_in(text.substr(0, text.size() - 1)) == expected;
    CHECK(same_without_end);
}

TEST_CASE("a line that is too long is not kept") {
    std::vector<line> const expected{{"abc", true, false}, {"", true, true}, {"abcd", true, false}, {"", false, true}};
    CHECK(lines_in("abc\nabcde\nabcd\nabcdefgh", 4) == expected);
    std::string const endless(20U << 20U, 'x');
    CHECK(lines_in("a\n" + endless + "\nb\n", 100'000) ==
          std::vector<line>{{"a", true, false}, {"", true, true}, {"b", true, false}});
    CHECK(lines_in(endless, 100'000) == std::vector<line>{{"", false, true}});
}

TEST_CASE("a pipe is read like a file") {
    test::folder const folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    std::thread writer{[&] {
        std::ofstream out(folder / "pipe");
        for (int i = 0; i != 1000; ++i) out << "line " << i << std::endl; // flushed one by one
    }};
    auto const lines = lines_of(folder / "pipe");
    writer.join();
    REQUIRE(lines.size() == 1000);
    CHECK(lines[999].text == "line 999");
}

TEST_CASE("what cannot be read says why, and leaves nothing open") {
    test::folder const folder;
    std::size_t const before = test::open_descriptors();
    CHECK_THROWS_WITH(lines_of(folder / "none"), ContainsSubstring("cannot read '") && ContainsSubstring("/none'") &&
                                                     ContainsSubstring("is the path right?"));
    CHECK_THROWS_WITH(lines_of(folder.path().string()), ContainsSubstring("name a file, not a folder"));
    CHECK_THROWS_AS(lines_of(""), ct::error);
    CHECK(test::open_descriptors() == before);
}

} // namespace
