// SPDX-License-Identifier: MIT
// What files say of themselves: units in columns, and the meta file beside them, read by Python (explain.py) too.
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/meta.hpp>
#include <crucible/telemetry/schema/catalog.hpp>

#include "folder.hpp"
#include "source_folder.hpp"
#include "vocabulary.hpp"

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>
#include <sys/stat.h>

namespace {

using namespace test;
using names = std::vector<std::string>;
using Catch::Matchers::ContainsSubstring;
using ct::unit_style;

namespace u {
using ticks = std::chrono::duration<std::int32_t, std::ratio<1, 30>>;
inline constexpr ct::timer<"wait"> wait{};
inline constexpr ct::timer<"ttft", std::chrono::microseconds> ttft{.help = "time to first \"token\",\nin µs"};
inline constexpr ct::timer<"beat", ticks> beat{};
inline constexpr ct::timer<"span", std::chrono::duration<std::int64_t, std::ratio<60>>> span{.in = ct::seconds};
inline constexpr ct::gauge<"memory"> memory{.in = ct::bytes};
inline constexpr ct::gauge<"size_bytes"> size_bytes{.in = ct::bytes};
inline constexpr ct::gauge<"bit"> bit{.in = ct::bits};
inline constexpr ct::gauge<"rate"> rate{.in = ct::bytes_per_second};
inline constexpr ct::gauge<"heat"> heat{.in = ct::celsius};
inline constexpr ct::gauge<"load"> load{.in = ct::percent};
inline constexpr ct::gauge<"cost"> cost{.in = ct::us_dollars};
inline constexpr ct::counter<"words"> words{.in = ct::tokens};
inline constexpr ct::gauge<"share"> share{.in = ct::ratio};
inline constexpr ct::gauge<"speed"> speed{.in = {"{token}/s", "tokens per second"}};
inline constexpr ct::gauge<"odd"> odd{.in = {"\"µ,\"", "数"}};
inline constexpr ct::gauge<"plain"> plain{};
} // namespace u
inline constexpr ct::event<"test.units", u::wait, u::ttft, u::beat, u::span, u::memory, u::size_bytes, u::bit, u::rate,
                           u::heat, u::load, u::cost, u::words, u::share, u::speed, u::odd, u::plain>
    units{};
using units_t = std::remove_cv_t<decltype(units)>;

std::string columns(unit_style style) {
    std::string all;
    for (ct::measurement_schema const& each : ct::schema_of<units_t>().measurements)
        all += (all.empty() ? "" : " ") + ct::detail::column_name(each, style);
    return all;
}

TEST_CASE("columns tell the unit of what is in them") {
    CHECK(columns(unit_style::suffix) ==
          "wait_ns ttft_us beat_ticks_of_1_30_seconds span_min memory_bytes size_bytes bit rate_bytes_per_second "
          "heat_degrees_celsius load_percent cost_us_dollars words share speed_tokens_per_second odd plain");
    CHECK(columns(unit_style::brackets) ==
          "wait [ns] ttft [us] beat [1/30.s] span [min] memory [By] size_bytes [By] bit [bit] rate [By/s] heat [Cel] "
          "load [%] cost [[USD]] words [{token}] share speed [{token}/s] odd [\"µ,\"] plain");
    CHECK(columns(unit_style::none) == "wait ttft beat span memory size_bytes bit rate heat load cost words share speed "
                                       "odd plain");
}

TEST_CASE("all events of the catalog fit into one wide table, in every style") {
    std::vector<ct::event_schema const*> events;
    ct::catalog::all::events::walk([&]<class Event>(Event const&) { events.push_back(&ct::schema_of<Event>()); });
    CHECK(events.size() == ct::catalog::all::size);
    CHECK(ct::detail::columns_of(events, unit_style::suffix).size() > 50);
    CHECK(ct::detail::columns_of(events, unit_style::brackets).size() > 50);
}

TEST_CASE("a header is CSV, whatever a unit is called") {
    test::folder const folder;
    ct::csv const to{folder / "x.csv", {.line_end = ct::line_end::lf, .units = unit_style::brackets}};
    CHECK_FALSE(to.open({}, ct::event_list<units_t>{}).close());
    CHECK_THAT(content(to.path), ContainsSubstring(",speed [{token}/s],\"odd [\"\"µ,\"\"]\",plain\n"));
}

ct::run_info const about{.id = "a1", .name = "na\"me,\n", .hypothesis = "\xFF", .condition = "x,y", .tags = {"a", "数"},
                         .metadata = {{"k", "1"}, {"k", "2\\"}}, .sample_size = 18446744073709551615U};

/// What explain.py makes of a file; nothing where Python is too old.
std::string explained(std::string const& path, std::string const& meta) {
    auto const script = std::filesystem::path(test::source_folder) / "tests/export/explain.py";
    std::string const command = "python3 '" + script.string() + "' '" + path + "' '" + meta + "'";
    std::FILE* const output = ::popen(command.c_str(), "r");
    std::string said;
    for (int c = 0; (c = std::fgetc(output)) != EOF;) said += static_cast<char>(c);
    return ::pclose(output) == 0 ? said : "failed: " + said;
}

constexpr auto run_said = R"({"id": "a1", "name": "na\"me,\n", "hypothesis": "\ufffd", "condition": "x,y", )"
                          R"("tags": ["a", "\u6570"], "metadata": [["k", "1"], ["k", "2\\"]], )"
                          R"("sample_size": 18446744073709551615})"
                          "\n";

TEST_CASE("Python reads a file and its meta file, while it grows and when it is complete") {
    if (std::system("python3 --version > /dev/null") != 0) SKIP("no python3");
    test::folder const folder;
    auto const check = [&](auto const& to, std::string const& experiment) {
        auto writer = to.open(about, ct::event_list<nothing_t, some_t>{});
        writer.write(ct::row<some_t>{.values = some(duration = std::chrono::nanoseconds{1500}, note = "µ"), .at = at(1)});
        writer.write(ct::row<nothing_t>{.at = at(2)});
        writer.tick();
        std::string const wanted = std::string(run_said) + experiment + "test.some 'note=\\xb5' duration=1500ns\n" +
                                   experiment + "test.nothing\n";
        CHECK(explained(to.path + ".partial", to.path + ".meta.json.partial") == wanted);
        CHECK_FALSE(writer.close());
        CHECK(explained(to.path, to.path + ".meta.json") == wanted);
    };
    check(ct::csv{folder / "x.csv"}, "");
    check(ct::csv{folder / "x.csv", {.units = unit_style::brackets}}, ""); // over the one before
    check(ct::csv{folder / "x.csv", {.units = unit_style::none}}, "");
    check(ct::jsonl{folder / "x.jsonl"}, "a1 ");
    CHECK(folder.names() == names{"x.csv", "x.csv.meta.json", "x.jsonl", "x.jsonl.meta.json"});
}

TEST_CASE("a meta file: its very text") {
    test::folder const folder;
    ct::jsonl const to{folder / "x.jsonl"};
    auto writer = to.open({.id = "a1", .name = "n", .started = at(0)}, ct::event_list<nothing_t, some_t>{});
    CHECK_FALSE(writer.close());
    CHECK_THAT(content(to.path + ".meta.json"),
               Catch::Matchers::StartsWith(
                   R"({"type":"meta","format":"crucible_telemetry","version":1,"file":"x.jsonl",)" "\n" R"("runs":[)" "\n"
                   R"({"type":"experiment","id":"a1","name":"n","hypothesis":"","condition":"","tags":[],"metadata":[],)"
                   R"("sample_size":0,"started":"1970-01-01T00:00:00.000000000Z"}],)" "\n" R"("events":[)" "\n"
                   R"({"type":"event","name":"test.nothing","schema_hash":")"));
    CHECK_THAT(content(to.path + ".meta.json"),
               ContainsSubstring(R"({"name":"duration","column":"duration","kind":"timer","type":"int64","unit":"ns",)"
                                 R"("tick":"1/1000000000","optional":true,"help":""}]}]})" "\n"));
}

TEST_CASE("an option leaves the meta file away") {
    test::folder const folder;
    CHECK_FALSE(ct::csv{folder / "x.csv", {.meta = false}}.open(about, ct::event_list<some_t>{}).close());
    CHECK_FALSE(ct::jsonl{folder / "x.jsonl", {.meta = false}}.open(about, ct::event_list<some_t>{}).close());
    CHECK(folder.names() == names{"x.csv", "x.jsonl"});
}

TEMPLATE_TEST_CASE("a meta file has the fate of its file", "", ct::csv, ct::jsonl) {
    test::folder const folder;
    TestType const to{folder / "x"};
    auto const open = [&] { return to.open(about, ct::event_list<nothing_t>{}); };
    {
        auto writer = open();
        CHECK(folder.names() == names{"x.meta.json.partial", "x.partial"});
        CHECK_THROWS_AS(open(), ct::error); // one target, one writer
        writer.write(ct::row<nothing_t>{});
        CHECK_FALSE(writer.keep_incomplete());
        CHECK(folder.names() == names{"x.incomplete", "x.meta.json.incomplete"});
    }
    {
        auto writer = open();
        writer.write(ct::row<nothing_t>{});
        CHECK_FALSE(writer.keep_incomplete());
        CHECK(folder.names() ==
              names{"x.incomplete", "x.incomplete.2", "x.meta.json.incomplete", "x.meta.json.incomplete.2"});
        open().abandon();
        CHECK(folder.names().size() == 4);
    }
}

TEST_CASE("what is private stays so: a meta file has the permissions of its file") {
    test::folder const folder;
    put(folder / "x.csv", "old");
    ::chmod((folder / "x.csv").c_str(), 0600);
    CHECK_FALSE(ct::csv{folder / "x.csv"}.open(about, ct::event_list<some_t>{}).close());
    for (std::string const name : {"x.csv", "x.csv.meta.json"}) {
        struct stat found {};
        REQUIRE(::stat((folder / name).c_str(), &found) == 0);
        CHECK((found.st_mode & 0777U) == 0600U);
    }
}

TEST_CASE("by a symbolic link: the meta file stands beside the file itself") {
    test::folder const folder;
    std::filesystem::create_directory(folder / "real");
    std::filesystem::create_symlink("real/x.csv", folder / "link.csv");
    CHECK_FALSE(ct::csv{folder / "link.csv"}.open(about, ct::event_list<some_t>{}).close());
    CHECK(folder.names() == names{"link.csv", "real"});
    CHECK_THAT(content(folder / "real/x.csv.meta.json"), ContainsSubstring(R"("file":"x.csv")"));
}

} // namespace
