// SPDX-License-Identifier: MIT
#include <crucible/telemetry/export/jsonl.hpp>

#include "folder.hpp"
#include "vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <limits>

namespace {

using namespace test;

/// The line that a row becomes, from the key after `thread`.
std::string measurements(ct::record<some_t> const& values) {
    test::folder const folder;
    auto writer = ct::jsonl{folder / "x", {.identity = ct::identity::none}}.open({}, ct::event_list<some_t>{});
    writer.write(ct::row<some_t>{.values = values});
    CHECK_FALSE(writer.close());
    std::string const line = content(folder / "x");
    std::string const begin = R"({"event":"test.some","time":"1970-01-01T00:00:00.000000000Z","thread":0,)";
    REQUIRE(line.starts_with(begin));
    return line.substr(begin.size());
}

std::string string(std::string_view text) {
    std::string const all = measurements(some(note = text));
    return all.substr(0, all.find(",\"temperature\"")).substr(sizeof "\"note\":" - 1);
}

TEST_CASE("one object per row, each with its run's id") {
    test::folder const folder;
    auto writer = ct::jsonl{folder / "run.jsonl"}.open({.id = "a\"1"}, ct::event_list<everything_t, nothing_t>{});
    writer.write(everything_at(1'700'000'000'000'000'001, "x"));
    writer.write(ct::row<nothing_t>{.at = at(6), .thread = 4294967295U});
    CHECK(writer.written() == 2);
    CHECK_FALSE(writer.close());
    CHECK(content(folder / "run.jsonl") ==
          R"({"experiment":"a\"1","event":"test.everything","time":"2023-11-14T22:13:20.000000001Z","thread":4,)"
          R"("epoch":3,"loss":0.5,"small":0.1,"tokens":7,"byte":-8,"duration":1500,"backoff":20,"ok":true,"model":"x",)"
          R"("phase":"main","note":"x"})"
          "\n"
          R"({"experiment":"a\"1","event":"test.nothing","time":"1970-01-01T00:00:00.000000006Z","thread":4294967295})"
          "\n");
}

TEST_CASE("how a run is named in its rows") {
    test::folder const folder;
    auto const written = [&](ct::identity how) {
        auto writer = ct::jsonl{folder / "x", {.identity = how}}.open({.id = "1", .condition = "treatment"},
                                                                      ct::event_list<nothing_t>{});
        writer.write(ct::row<nothing_t>{});
        CHECK_FALSE(writer.close());
        std::string const line = content(folder / "x");
        return line.substr(0, line.find("\"event\""));
    };
    CHECK(written(ct::identity::none) == "{");
    CHECK(written(ct::identity::id) == R"({"experiment":"1",)");
    CHECK(written(ct::identity::id_and_condition) == R"({"experiment":"1","condition":"treatment",)");
}

TEST_CASE("what a row lacks is null") {
    CHECK(measurements(some()) ==
          "\"note\":null,\"temperature\":null,\"loss\":null,\"phase\":null,\"ok\":null,\"duration\":null}\n");
    CHECK(measurements(some(note = "", ok = false, stage = phase::needs_quotes)) ==
          R"("note":"","temperature":null,"loss":null,"phase":"a, \"b\"","ok":false,"duration":null})"
          "\n");
}

TEST_CASE("what is no number is a string of a known name") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(measurements(some(temperature = std::numeric_limits<double>::quiet_NaN(), loss = infinity))
              .starts_with(R"("note":null,"temperature":"NaN","loss":"Infinity",)"));
    CHECK(measurements(some(temperature = -infinity, loss = -0.0))
              .starts_with(R"("note":null,"temperature":"-Infinity","loss":-0.0,)"));
}

TEST_CASE("text is escaped") {
    CHECK(string("plain /text/ <b>") == R"("plain /text/ <b>")");
    CHECK(string("\"\\") == R"("\"\\")");
    CHECK(string("\n\r\t") == R"("\n\r\t")");
    CHECK(string(std::string_view("\0\x01\x1F\x7F", 4)) == "\"\\u0000\\u0001\\u001f\x7F\"");
    CHECK(string("\u0085\u2028\u2029\u2027\u202A") == "\"\\u0085\\u2028\\u2029\u2027\u202A\"");
    CHECK(string("naïve 数 🙂") == "\"naïve 数 🙂\"");
    CHECK(string("a\xFF\xE2\x82z") == "\"a\uFFFD\uFFFDz\"");
}

TEST_CASE("texts longer than the buffer") {
    for (std::size_t const size : {4095U, 4096U, 4097U, 70'000U, 1U << 20U}) {
        std::string const text(size, '\x01');
        std::string expected = "\"";
        for (std::size_t i = 0; i != size; ++i) expected += "\\u0001";
        CHECK((string(text) == expected + "\""));
        std::string wide; // sequences that reach across the pieces in which text is written
        while (wide.size() < size) wide += "a\U0001F642";
        CHECK((string(wide) == "\"" + wide + "\""));
    }
}

TEST_CASE("a run with an id longer than the usual buffer") {
    test::folder const folder;
    std::string const id(1U << 19U, 'i');
    auto writer = ct::jsonl{folder / "x"}.open({.id = id}, ct::event_list<nothing_t>{});
    for (int i = 0; i != 9; ++i) writer.write(ct::row<nothing_t>{});
    CHECK_FALSE(writer.close());
    std::string const all = content(folder / "x");
    CHECK(all.size() % 9 == 0);
    CHECK((all.substr(0, all.size() / 9) == all.substr(all.size() / 9 * 8)));
}

TEST_CASE("a JSON Lines file that cannot be written is refused; an abandoned one leaves nothing") {
    test::folder const folder;
    CHECK_THROWS_AS((ct::jsonl{folder / "none/run.jsonl"}.open({}, ct::event_list<some_t>{})), ct::error);
    auto writer = ct::jsonl{folder / "run.jsonl"}.open({}, ct::event_list<nothing_t>{});
    CHECK(writer.path() == folder / "run.jsonl");
    writer.write(ct::row<nothing_t>{});
    writer.abandon();
    CHECK(folder.names().empty());
    CHECK(writer.failed() == 1);
    CHECK(writer.close());
}

} // namespace
