// SPDX-License-Identifier: MIT
#include <crucible/telemetry/archive/read_jsonl.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>

#include "archive/hostile.hpp"
#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

ct::import_options const skipping{.on_broken = ct::on_broken::skip};

enum class engine { vllm, other, llama };
constexpr std::string_view to_text(engine value) {
    return value == engine::vllm ? "vllm" : value == engine::llama ? "llama" : "other";
}
constexpr ct::tag<"engine", engine> engine_used{};
constexpr ct::gauge<"score"> score{};
constexpr ct::index<"step"> step{};
constexpr ct::event<"test.asked", step, ct::optional<score>, ct::optional<engine_used>> asked{};

/// What is read from a text.
auto read(std::string const& text, ct::import_options const& options = {}) {
    test::folder const folder;
    test::put(folder / "x.jsonl", text);
    return ct::read_jsonl<asked, nothing>(folder / "x.jsonl", options);
}

/// One line of `asked`, whose measurements are these.
std::string line(std::string const& measurements) {
    return R"({"event":"test.asked","time":"1970-01-01T00:00:01Z","thread":2,)" + measurements + "}\n";
}

TEST_CASE("what was written is read back") {
    test::folder const folder;
    std::vector<ct::row<everything_t>> const rows{everything_at(5, "x"), everything_at(5, "y"), everything_at(7, "z")};
    std::vector<ct::row<nothing_t>> const others{{.at = at(6), .thread = 4294967295U}};
    ct::write(ct::jsonl{folder / "x", {.identity = ct::identity::id_and_condition}},
              {.id = "a\"1", .condition = "treatment"}, rows, others);
    auto const [run, report] = ct::read_jsonl<everything, nothing>(folder / "x");
    CHECK(same_rows(rows, run.rows(everything)));
    CHECK(same_rows(others, run.rows(nothing)));
    CHECK(run.id() == "a\"1");
    CHECK(run.info().about.name == "a\"1");
    CHECK(run.info().about.condition == "treatment");
    CHECK(run.info().status == ct::status::archived);
    CHECK(run.info().started == at(5));
    CHECK(run.info().stopped == at(7));
    CHECK(run.info().wall == std::chrono::nanoseconds{2});
    CHECK(report.rows == 4);
    CHECK(report.lines == 4);
    CHECK(report.rows_of == ct::counts_by_name{{"test.everything", 3}, {"test.nothing", 1}});
    CHECK(report.experiments == ct::counts_by_name{{"a\"1", 4}});
    CHECK((report.broken == 0 && report.notes.empty() && report.replaced == 0 && report.out_of_order == 0));
}

TEST_CASE("hostile values come back equal") {
    hostile_rows const hostile;
    test::folder const folder;
    ct::write(ct::jsonl{folder / "x"}, {.id = "a1"}, hostile.full, hostile.sparse);
    auto const [run, report] = ct::read_jsonl<everything, some>(folder / "x");
    CHECK(report.rows == 2 * hostile.texts.size());
    CHECK(report.replaced == 0); // the writer has done it
    CHECK(same_rows(hostile.full, run.rows(everything)));
    CHECK(same_rows(hostile.sparse, run.rows(some)));
}

TEST_CASE("rows are put in order of time, equal times in order of the file") {
    std::string text;
    for (int const second : {3, 1, 3, 2, 5, 3, 1, 4})
        text += R"({"event":"test.asked","time":"1970-01-01T00:00:0)" + std::to_string(second) + R"(Z","step":)" +
                std::to_string(text.size()) + R"(,"note":"\u00e4"})" + "\n";
    auto const [run, report] = read(text);
    std::vector<std::int64_t> order;
    for (auto const& row : run.rows(asked)) order.push_back(row.at.time_since_epoch().count() / 1'000'000'000);
    CHECK(order == std::vector<std::int64_t>{1, 1, 2, 3, 3, 3, 4, 5});
    CHECK(report.out_of_order == 5);
    CHECK(run.rows(asked)[0][step] < run.rows(asked)[1][step]);
    CHECK(run.rows(asked)[3][step] < run.rows(asked)[4][step]);
    CHECK(run.rows(asked)[4][step] < run.rows(asked)[5][step]);
}

TEST_CASE("many rows out of order, with texts, in pieces") {
    test::folder const folder;
    std::mt19937 random{5};
    std::vector<std::int64_t> order(30'000);
    for (std::size_t i = 0; i != order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
    std::shuffle(order.begin(), order.end(), random);
    std::vector<std::string> texts;
    for (std::int64_t const i : order) texts.push_back("text \" of row " + std::to_string(i)); // escaped in the file
    std::vector<ct::row<some_t>> rows;
    for (std::size_t i = 0; i != order.size(); ++i) rows.push_back({.values = some(note = texts[i]), .at = at(order[i])});
    auto writer = ct::jsonl{folder / "x"}.open({}, ct::event_list<some_t>{});
    for (auto const& row : rows) writer.write(row);
    REQUIRE_FALSE(writer.close());
    auto const [run, report] = ct::read_jsonl<some>(folder / "x");
    auto const read = run.rows(some);
    REQUIRE(read.size() == rows.size());
    bool same = true;
    for (std::size_t i = 0; i != read.size(); ++i)
        same = same && read[i].at == at(static_cast<std::int64_t>(i)) &&
               read[i][note] == "text \" of row " + std::to_string(i);
    CHECK(same);
    CHECK(report.out_of_order > 29'000);
}

TEST_CASE("keys in any order, spaces, other keys, an unknown event") {
    std::string const text = "\xEF\xBB\xBF"
                             R"( { "score" : 0.5 , "time":"1970-01-01T00:00:02+00:00", "extra":{"a":[1,"}"]}, "step": 7,)"
                             R"( "event" : "test.asked" } )"
                             "\r\n\n   \n"
                             R"({"step": 8, "event": "test.asked", "time": "1970-01-01 00:00:03Z", "experiment": "e",)"
                             R"( "condition": "c", "thread": 3, "extra": null})"
                             "\n"
                             R"({"event":"who.knows","loss":1})"
                             "\n"
                             R"({"loss":1,"event":"who.\u006bnows"})";
    auto const [run, report] = read(text);
    REQUIRE(run.rows(asked).size() == 2);
    CHECK(run.rows(asked)[0][step] == 7);
    CHECK(run.rows(asked)[0][score] == 0.5);
    CHECK(run.rows(asked)[0].thread == 0);
    CHECK(run.rows(asked)[1][step] == 8);
    CHECK_FALSE(run.rows(asked)[1][score]);
    CHECK(run.rows(asked)[1].thread == 3);
    CHECK(report.lines == 6);
    CHECK(report.unknown_fields == ct::counts_by_name{{"test.asked.extra", 2}});
    CHECK(report.unknown_events == ct::counts_by_name{{"who.knows", 2}});
    CHECK(report.experiments == ct::counts_by_name{{"", 1}, {"e", 1}});
    CHECK(run.id().empty()); // two of them
    CHECK(run.info().about.condition == "c");
}

TEST_CASE("of a name that comes twice the last value counts") {
    auto const once = read(line(R"("step":1,"score":2.5,"step":3)"));
    CHECK(once.run.rows(asked)[0][step] == 3);
    auto const lost = read(line(R"("step":1,"score":2.5,"score":null)"));
    CHECK_FALSE(lost.run.rows(asked)[0][score]);
    CHECK_THROWS_WITH(read(line(R"("step":1,"step":null)")), ContainsSubstring("'step' is lacking"));
    auto const first_event = read(line(R"("step":1,"event":"test.nothing")")); // of events the first
    CHECK(first_event.run.rows(asked).size() == 1);
}

TEST_CASE("a file of several experiments") {
    std::string text;
    for (std::string const id : {"a", "b", "a", "c", "a"})
        text += R"({"experiment":")" + id + R"(","event":"test.nothing","time":"1970-01-01T00:00:01Z"})" + "\n";
    auto const all = read(text);
    CHECK(all.report.experiments == ct::counts_by_name{{"a", 3}, {"b", 1}, {"c", 1}});
    CHECK(all.run.size() == 5);
    auto const one = read(text, {.experiment = "a"});
    CHECK(one.run.size() == 3);
    CHECK(one.run.id() == "a");
    CHECK(one.report.left_out == 2);
    CHECK(one.report.rows == 3);
}

TEST_CASE("lines that are no JSON are refused by number and column, or skipped") {
    std::string const good = line(R"("step":1)");
    std::string const text = good + R"({"event":"test.asked","time":"1970-01-01T00:00:01Z","step":tru})" + "\n" + good +
                             "[1]\nnonsense\n" + good + R"({"event":"test.asked")";
    CHECK_THROWS_WITH(read(text), ContainsSubstring("/x.jsonl', line 2, column 60: no value begins so; read with "
                                                    ".on_broken = ct::on_broken::skip"));
    auto const [run, report] = read(text, skipping);
    CHECK(run.size() == 3);
    CHECK(report.broken == 4);
    REQUIRE(report.notes.size() == 4);
    CHECK(report.notes[0].line == 2);
    CHECK(report.notes[0].column == 60);
    CHECK(report.notes[0].what == "no value begins so");
    CHECK(report.notes[1].line == 4);
    CHECK(report.notes[1].what == "the line is no JSON object");
    CHECK(report.notes[2].line == 5);
    CHECK(report.notes[3].line == 7);
    CHECK(report.notes[3].what == "an object has no end");
}

TEST_CASE("rows that lack what they need are refused, or skipped") {
    std::string const head = R"({"event":"test.asked",)";
    std::string const time = R"("time":"1970-01-01T00:00:01Z",)";
    auto const why = [](std::string const& text) {
        auto const report = read(text, skipping).report;
        CHECK(report.rows == 0);
        CHECK(report.broken == 1);
        REQUIRE(report.notes.size() == 1);
        CHECK_THROWS_AS(read(text), ct::error);
        return report.notes[0].what;
    };
    CHECK(why(R"({"step":1})") == "the row names no event");
    CHECK(why("{}") == "the row names no event");
    CHECK(why(R"({"event":1,"step":1})") == "an event's name is no string, or empty");
    CHECK(why(head + R"("step":1})") == "'time' is lacking, which event 'test.asked' requires");
    CHECK(why(head + time + R"("score":1})") == "'step' is lacking, which event 'test.asked' requires");
    CHECK(why(head + time + R"("step":null})") == "'step' is lacking, which event 'test.asked' requires");
    CHECK_THAT(why(head + R"("time":1700000000,"step":1})"), StartsWith("'time' of event 'test.asked' is not a time such"));
    CHECK_THAT(why(head + R"("time":"yesterday","step":1})"), StartsWith("'time' of event 'test.asked' is not a time"));
    CHECK(why(head + time + R"("thread":-1,"step":1})") == "'thread' of event 'test.asked' is not a whole number that fits");
    CHECK(why(head + time + R"("step":"1"})") == "'step' of event 'test.asked' is not a whole number that fits");
    CHECK(why(head + time + R"("step":1.5})") == "'step' of event 'test.asked' is not a whole number that fits");
    CHECK(why(head + time + R"("step":[1]})") == "'step' of event 'test.asked' is not a whole number that fits");
    CHECK(why(head + time + R"("step":9223372036854775808})") ==
          "'step' of event 'test.asked' is not a whole number that fits");

    auto const report = read(head + time + "\"score\":1}\n" + head + time + "\"step\":true}\n", skipping).report;
    CHECK(report.missing == ct::counts_by_name{{"test.asked.step", 1}});
    CHECK(report.ill_typed == ct::counts_by_name{{"test.asked.step", 1}});
    CHECK(report.notes[1].line == 2);
    CHECK(report.notes[1].column == (head + time + "\"step\":").size() + 1);
}

TEST_CASE("a row whose optional measurement is ill typed is kept without it when told to skip") {
    std::string const text = line(R"("step":1,"score":"high")") + line(R"("step":2,"score":1e999)") +
                             line(R"("step":3,"score":2)");
    CHECK_THROWS_WITH(read(text), ContainsSubstring("'score' of event 'test.asked' is not a number, NaN or Infinity"));
    auto const [run, report] = read(text, skipping);
    REQUIRE(run.rows(asked).size() == 3);
    CHECK_FALSE(run.rows(asked)[0][score]);
    CHECK_FALSE(run.rows(asked)[1][score]);
    CHECK(run.rows(asked)[2][score] == 2.0);
    CHECK(report.ill_typed == ct::counts_by_name{{"test.asked.score", 2}});
    CHECK(report.broken == 0);
    CHECK(report.notes.size() == 2);
}

TEST_CASE("texts of enumerators") {
    auto const [run, report] = read(line(R"("step":1,"engine":"llama")") + line(R"("step":2,"engine":"tgi")") +
                                    line(R"("step":3,"engine":"other")"));
    CHECK(run.rows(asked)[0][engine_used] == engine::llama);
    CHECK(run.rows(asked)[1][engine_used] == engine::other);
    CHECK(run.rows(asked)[2][engine_used] == engine::other);
    CHECK(report.unknown_labels == ct::counts_by_name{{"test.asked.engine", 1}});

    test::folder const folder; // an enumeration without `other`
    test::put(folder / "x", R"({"event":"test.some","time":"1970-01-01T00:00:01Z","phase":"late"})");
    CHECK_THROWS_WITH(ct::read_jsonl<some>(folder / "x"),
                      ContainsSubstring("'phase' of event 'test.some' is not the text of one of its enumerators"));
}

TEST_CASE("ill-formed text is mapped and counted, or refused") {
    test::folder const folder;
    test::put(folder / "x", "{\"event\":\"test.some\",\"time\":\"1970-01-01T00:00:01Z\",\"note\":\"a\xFFz\\ud800\"}\n");
    auto const [run, report] = ct::read_jsonl<some>(folder / "x");
    CHECK(run.rows(some)[0][note] == "a\uFFFDz\uFFFD");
    CHECK(report.replaced == 2);
    CHECK_THROWS_WITH(ct::read_jsonl<some>(folder / "x", {.on_ill_formed = ct::ill_formed::refuse}),
                      ContainsSubstring("column 61: bytes that are no UTF-8"));
}

TEST_CASE("what is counted by name, and what is said, is bounded") {
    std::string text;
    for (int i = 0; i != 3'000; ++i) text += R"({"event":"unknown.)" + std::to_string(i) + "\"}\nbroken\n";
    auto const report = read(text, {.on_broken = ct::on_broken::skip, .notes = 3}).report;
    CHECK(report.unknown_events.size() == 2'001);
    CHECK(report.unknown_events.at("(overflow)") == 1'000);
    CHECK(report.broken == 3'000);
    CHECK(report.notes.size() == 3);
}

TEST_CASE("a line of ten megabytes, and one that is longer than allowed") {
    std::string const large(10U << 20U, 'x');
    std::string const text = line(R"("step":1,"extra":")" + large + "\"") + line(R"("step":2)");
    CHECK(read(text).run.size() == 2);
    CHECK_THROWS_WITH(read(text, {.longest_line = 1'000'000}), ContainsSubstring("line 1, column 1: the line is longer"));
    auto const [run, report] = read(text, {.on_broken = ct::on_broken::skip, .longest_line = 1'000'000});
    CHECK(run.rows(asked)[0][step] == 2);
    CHECK(report.broken == 1);
}

TEST_CASE("files that hold nothing, and that cannot be read") {
    auto const [run, report] = read("");
    CHECK((run.size() == 0 && report.lines == 0 && report.rows == 0));
    CHECK(run.info().status == ct::status::archived);
    test::folder const folder;
    CHECK_THROWS_WITH(ct::read_jsonl<asked>(folder / "none"), ContainsSubstring("cannot read '"));
    CHECK_THROWS_WITH(ct::read_jsonl<asked>(folder.path().string()), ContainsSubstring("name a file, not a folder"));
}

TEST_CASE("registries, lists and types name the events, too") {
    test::folder const folder;
    test::put(folder / "x", line(R"("step":1)"));
    using registry = ct::registry<asked, nothing>;
    CHECK(ct::read_jsonl<registry>(folder / "x").run.rows(asked).size() == 1);
    CHECK(ct::read_jsonl<ct::event_list<nothing_t>, registry>(folder / "x").run.rows(asked).size() == 1);
    CHECK(ct::read_jsonl<decltype(asked)>(folder / "x").run.rows(asked).size() == 1);
}

TEST_CASE("lines cut and changed anywhere neither crash nor give rows that were not written") {
    test::folder const folder;
    std::vector<ct::row<everything_t>> const rows{everything_at(1'700'000'000'000'000'005, "text \" of\n it")};
    ct::write(ct::jsonl{folder / "whole"}, {.id = "a1"}, rows);
    std::string const whole = test::content(folder / "whole");
    auto const rows_of = [&](std::string const& text) {
        std::filesystem::remove(folder / "x"); // overwriting would wait for the disk
        test::put(folder / "x", text);
        return ct::read_jsonl<everything>(folder / "x", {.on_broken = ct::on_broken::skip, .labels = 1}).run.size();
    };
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) // without its line feed it is whole
        CHECK(rows_of(whole.substr(0, size)) == 0);
    for (std::size_t bit = 0; bit != whole.size() * 8; ++bit) {
        std::string changed = whole;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
        CHECK(rows_of(changed) <= 1);
    }
}

} // namespace
