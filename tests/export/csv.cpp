// SPDX-License-Identifier: MIT
#include <crucible/telemetry/export/csv.hpp>

#include "folder.hpp"
#include "vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>

namespace {

using namespace test;
using names = std::vector<std::string>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The text cell that `text` becomes.
std::string cell(std::string_view text, bool guard = false) {
    test::folder const folder;
    auto writer = ct::csv{folder / "x.csv", {.line_end = ct::line_end::lf, .formula_guard = guard}}.open(
        {}, ct::event_list<some_t>{});
    writer.write(ct::row<some_t>{.values = some(note = text)});
    CHECK_FALSE(writer.close());
    std::string const all = content(folder / "x.csv");
    std::string const begin =
        "time,event,thread,note,temperature,loss,phase,ok,duration_ns\n1970-01-01T00:00:00.000000000Z,"
        "test.some,0,";
    std::string const end = ",,,,,\n";
    REQUIRE(all.starts_with(begin));
    REQUIRE(all.ends_with(end));
    return all.substr(begin.size(), all.size() - begin.size() - end.size());
}

TEST_CASE("one wide file of several events") {
    test::folder const folder;
    auto writer = ct::csv{folder / "run.csv"}.open({.id = "a1"}, ct::event_list<everything_t, some_t, nothing_t>{});
    writer.write(everything_at(1'700'000'000'000'000'001, "x"));
    writer.write(ct::row<some_t>{.values = some(temperature = 36.6, stage = phase::needs_quotes), .at = at(5)});
    writer.write(ct::row<nothing_t>{.at = at(6), .thread = 4294967295U});
    CHECK(writer.written() == 3);
    CHECK_FALSE(writer.close());
    CHECK(writer.written() == 3);
    CHECK(writer.failed() == 0);
    CHECK(content(folder / "run.csv") ==
          "time,event,thread,epoch,loss,small,tokens,byte,duration_ns,backoff_ms,ok,model,phase,note,temperature\r\n"
          "2023-11-14T22:13:20.000000001Z,test.everything,4,3,0.5,0.1,7,-8,1500,20,true,x,main,x,\r\n"
          "1970-01-01T00:00:00.000000005Z,test.some,0,,,,,,,,,,\"a, \"\"b\"\"\",,36.6\r\n"
          "1970-01-01T00:00:00.000000006Z,test.nothing,4294967295,,,,,,,,,,,,\r\n");
}

TEST_CASE("one file per event, in a folder that is made") {
    test::folder const folder;
    ct::csv const to{folder / "run", {.layout = ct::layout::per_event, .line_end = ct::line_end::lf}};
    for (int i = 0; i != 2; ++i) { // the second time over the first one's files
        auto writer = to.open({}, ct::event_list<everything_t, some_t, nothing_t>{});
        writer.write(everything_at(1, "x"));
        writer.write(ct::row<some_t>{.values = some(temperature = 36.6), .at = at(2)});
        writer.write(ct::row<some_t>{.values = some(loss = 0.25), .at = at(3)});
        CHECK(writer.written() == 3);
        CHECK_FALSE(writer.close());
    }
    std::vector<std::string> found;
    for (auto const& each : std::filesystem::directory_iterator(folder / "run"))
        found.push_back(each.path().filename().string());
    std::sort(found.begin(), found.end());
    CHECK(found == names{"test.everything.csv", "test.everything.csv.meta.json", "test.nothing.csv",
                         "test.nothing.csv.meta.json", "test.some.csv", "test.some.csv.meta.json"});
    CHECK(content(folder / "run/test.everything.csv") ==
          "time,thread,epoch,loss,small,tokens,byte,duration_ns,backoff_ms,ok,model,phase,note\n"
          "1970-01-01T00:00:00.000000001Z,4,3,0.5,0.1,7,-8,1500,20,true,x,main,x\n");
    CHECK(content(folder / "run/test.some.csv") == "time,thread,loss,duration_ns,ok,phase,note,temperature\n"
                                                   "1970-01-01T00:00:00.000000002Z,0,,,,,,36.6\n"
                                                   "1970-01-01T00:00:00.000000003Z,0,0.25,,,,,\n");
    CHECK(content(folder / "run/test.nothing.csv") == "time,thread\n");
}

TEST_CASE("bare names of columns, as the reference has them") {
    test::folder const folder;
    ct::csv const to{folder / "run.csv", {.line_end = ct::line_end::lf, .units = ct::unit_style::none}};
    auto writer = to.open({}, ct::event_list<everything_t>{});
    writer.write(everything_at(1, "x"));
    CHECK_FALSE(writer.close());
    CHECK(content(to.path) == "time,event,thread,epoch,loss,small,tokens,byte,duration,backoff,ok,model,phase,note\n"
                              "1970-01-01T00:00:00.000000001Z,test.everything,4,3,0.5,0.1,7,-8,1500,20,true,x,main,x\n");
}

TEST_CASE("no events, no rows: a header") {
    test::folder const folder;
    auto writer = ct::csv{folder / "run.csv"}.open({}, ct::event_list<>{});
    CHECK_FALSE(writer.close());
    CHECK(content(folder / "run.csv") == "time,event,thread\r\n");
}

TEST_CASE("the run's identity in columns of its own") {
    test::folder const folder;
    ct::run_info const about{.id = "=a\"1", .condition = "x,y"};
    auto const written = [&](ct::csv_options options) {
        options.line_end = ct::line_end::lf;
        auto writer = ct::csv{folder / "run.csv", options}.open(about, ct::event_list<nothing_t>{});
        writer.write(ct::row<nothing_t>{});
        CHECK_FALSE(writer.close());
        return content(folder / "run.csv");
    };
    CHECK(written({.identity = ct::identity::id}) ==
          "experiment,time,event,thread\n\"=a\"\"1\",1970-01-01T00:00:00.000000000Z,test.nothing,0\n");
    CHECK(written({.identity = ct::identity::id_and_condition, .formula_guard = true}) ==
          "experiment,condition,time,event,thread\n"
          "\"'=a\"\"1\",\"x,y\",1970-01-01T00:00:00.000000000Z,test.nothing,0\n");
}

TEST_CASE("text is quoted where RFC 4180 asks for it, and where it would not come back") {
    CHECK(cell("plain text") == "plain text");
    CHECK(cell("") == "\"\"");
    CHECK(cell("a,b") == "\"a,b\"");
    CHECK(cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(cell("\"") == "\"\"\"\"");
    CHECK(cell("two\nlines") == "\"two\nlines\"");
    CHECK(cell("two\r\nlines") == "\"two\r\nlines\"");
    CHECK(cell(" a") == "\" a\"");
    CHECK(cell("a ") == "\"a \"");
    CHECK(cell("naïve 数 🙂 \u2028") == "naïve 数 🙂 \u2028");
    CHECK(cell("a\xFF\xE2\x82z") == "a\uFFFD\uFFFDz");
}

TEST_CASE("the formula guard marks text that a spreadsheet could run, and only that") {
    for (char const* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF201"})
        CHECK(cell(formula, true) == std::string("'") + formula);
    CHECK(cell("=1,2", true) == "\"'=1,2\"");
    CHECK(cell("\r=1", true) == "\"'\r=1\"");
    CHECK(cell("'quoted'", true) == "''quoted'");
    CHECK(cell("1-2", true) == "1-2");
    CHECK(cell("", true) == "\"\"");
    CHECK(cell("=1+1") == "=1+1"); // off unless asked for
    test::folder const folder;
    auto writer = ct::csv{folder / "x.csv", {.formula_guard = true}}.open({}, ct::event_list<everything_t>{});
    writer.write(everything_at(0, "x", -0.5));
    CHECK_FALSE(writer.close());
    CHECK_THAT(content(folder / "x.csv"), Catch::Matchers::ContainsSubstring(",-0.5,") &&
                                              Catch::Matchers::ContainsSubstring(",-8,") &&
                                              !Catch::Matchers::ContainsSubstring("'"));
}

TEST_CASE("what is no number has a name") {
    test::folder const folder;
    auto writer = ct::csv{folder / "x.csv"}.open({}, ct::event_list<some_t>{});
    for (double const x : {nan, -nan, infinity, -infinity, -0.0})
        writer.write(ct::row<some_t>{.values = some(temperature = x)});
    CHECK_FALSE(writer.close());
    std::string const all = content(folder / "x.csv");
    for (char const* name : {",NaN,", ",Infinity,", ",-Infinity,", ",-0.0,"})
        CHECK_THAT(all, Catch::Matchers::ContainsSubstring(name));
}

TEST_CASE("what stands for bytes that are no UTF-8 is counted") {
    test::folder const folder;
    auto writer = ct::csv{folder / "x.csv"}.open({}, ct::event_list<everything_t>{});
    writer.write(everything_at(0, "\xFF\xFE"));
    writer.write(everything_at(0, "fine"));
    CHECK(writer.replaced() == 4); // two in each of two measurements
}

TEST_CASE("a CSV that cannot be written is refused when it is opened") {
    test::folder const folder;
    CHECK_THROWS_AS((ct::csv{folder / "none/run.csv"}.open({}, ct::event_list<some_t>{})), ct::error);
    CHECK_THROWS_AS(
        (ct::csv{folder / "none/run", {.layout = ct::layout::per_event}}.open({}, ct::event_list<some_t>{})),
        ct::error);
    put(folder / "file", "");
    CHECK_THROWS_AS((ct::csv{folder / "file", {.layout = ct::layout::per_event}}.open({}, ct::event_list<some_t>{})),
                    ct::error);
    std::filesystem::create_directories(folder / "run/test.some.csv"); // the second of two files cannot be written
    CHECK_THROWS_AS(
        (ct::csv{folder / "run", {.layout = ct::layout::per_event}}.open({}, ct::event_list<nothing_t, some_t>{})),
        ct::error);
    CHECK(std::distance(std::filesystem::directory_iterator(folder / "run"), {}) == 1); // of the first nothing is left
}

TEST_CASE("an abandoned CSV leaves nothing, and its rows count as failed") {
    test::folder const folder;
    auto writer = ct::csv{folder / "run.csv"}.open({}, ct::event_list<nothing_t>{});
    writer.write(ct::row<nothing_t>{});
    writer.abandon();
    CHECK(folder.names().empty());
    CHECK(writer.written() == 0);
    CHECK(writer.failed() == 1);
    CHECK(writer.close() == ct::make_error_code(ct::errc::incomplete_export));
}

} // namespace
