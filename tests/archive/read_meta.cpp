// SPDX-License-Identifier: MIT
// Meta files read back: found beside files in every state, and what reading JSON Lines makes of them.
#include <crucible/telemetry/archive/read_meta.hpp>

#include <crucible/telemetry/archive/read_jsonl.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;

ct::run_info const about{.id = "a1", .name = "na\"me,\n", .hypothesis = "h", .condition = "x,y", .tags = {"a", "数"},
                         .metadata = {{"k", "1"}, {"k", "2\\"}}, .sample_size = 18446744073709551615U, .started = at(7)};

void check_about(ct::experiment_info const& read) {
    CHECK(read.id == about.id);
    CHECK(read.about.name == about.name);
    CHECK(read.about.hypothesis == about.hypothesis);
    CHECK(read.about.condition == about.condition);
    CHECK(read.about.tags == about.tags);
    CHECK(read.about.metadata == about.metadata);
    CHECK(read.about.sample_size == about.sample_size);
}

std::vector<ct::row<some_t>> const rows{{.values = some(duration = std::chrono::nanoseconds{5}), .at = at(9)}};

TEMPLATE_TEST_CASE("what a meta file says comes back, whatever state its file is in", "", ct::csv, ct::jsonl) {
    test::folder const folder;
    TestType const to{folder / "x"};
    auto const check = [](std::string const& path) {
        auto const meta = ct::read_meta(path);
        REQUIRE(meta);
        REQUIRE(meta->runs.size() == 1);
        check_about(meta->runs[0]);
        CHECK(meta->runs[0].started == at(7));
        REQUIRE(meta->events.size() == 1);
        CHECK(meta->events[0].name == "test.some");
        REQUIRE(meta->events[0].measurements.size() == 6);
        auto const* const found = meta->events[0].find("duration");
        REQUIRE(found != nullptr);
        CHECK(found->column == (std::same_as<TestType, ct::csv> ? "duration_ns" : "duration"));
        CHECK(found->kind == "timer");
        CHECK(found->type == "int64");
        CHECK(found->unit == "ns");
        CHECK(found->tick == "1/1000000000");
        CHECK(found->optional);
    };
    auto writer = to.open(about, ct::event_list<some_t>{});
    writer.write(rows[0]);
    check(to.path + ".partial");
    CHECK_FALSE(writer.keep_incomplete());
    check(to.path + ".incomplete");
    auto next = to.open(about, ct::event_list<some_t>{});
    next.write(rows[0]);
    CHECK_FALSE(next.keep_incomplete());
    check(to.path + ".incomplete.2");
    ct::write(to, about, rows);
    check(to.path);
    std::filesystem::create_symlink("x", folder / "link");
    check(folder / "link");
    CHECK_FALSE(ct::read_meta(folder / "x.meta.json"));
    CHECK_FALSE(ct::read_meta(folder / "nothing"));
}

TEST_CASE("names of meta files") {
    CHECK(ct::meta_path("/no/x.csv") == "/no/x.csv.meta.json");
    CHECK(ct::meta_path("/no/x.csv.partial") == "/no/x.csv.meta.json.partial");
    CHECK(ct::meta_path("/no/x.csv.incomplete") == "/no/x.csv.meta.json.incomplete");
    CHECK(ct::meta_path("/no/x.csv.incomplete.12") == "/no/x.csv.meta.json.incomplete.12");
    CHECK(ct::meta_path("/no/x.csv.2") == "/no/x.csv.2.meta.json");
    CHECK(ct::meta_path("/no/x2") == "/no/x2.meta.json");
    CHECK(ct::meta_path("/no/12") == "/no/12.meta.json");
}

TEST_CASE("rows from JSON Lines are of the experiment that the meta file describes") {
    test::folder const folder;
    for (auto const how : {ct::identity::none, ct::identity::id, ct::identity::all}) {
        ct::write(ct::jsonl{folder / "x", {.identity = how}}, about, rows);
        auto const [run, report] = ct::read_jsonl<some>(folder / "x");
        CHECK(report.rows == 1);
        CHECK(report.broken == 0);
        check_about(run.info());
        CHECK(run.info().started == at(9));
        CHECK(ct::read_jsonl<some>(folder / "x", {.meta = false}).run.info().about.hypothesis.empty());
    }
    ct::write(ct::jsonl{folder / "y", {.identity = ct::identity::id}}, {.id = "b", .name = "other"}, rows);
    put(folder / "x", content(folder / "y")); // rows of another run than the meta file says
    auto const [run, report] = ct::read_jsonl<some>(folder / "x");
    CHECK(run.info().id == "b");
    CHECK(run.info().about.name == "b");
}

namespace other {
inline constexpr ct::timer<"duration", std::chrono::duration<std::int64_t, std::micro>> duration{};
inline constexpr ct::event<"test.some", ct::optional<duration>> some{};
} // namespace other

TEST_CASE("rows that were written in another unit than they would be read in are refused, with both units") {
    test::folder const folder;
    ct::write(ct::jsonl{folder / "x"}, about, rows);
    for (auto const how : {ct::on_broken::refuse, ct::on_broken::skip})
        CHECK_THROWS_WITH((ct::read_jsonl<other::some>(folder / "x", {.on_broken = how})),
                          ContainsSubstring("'duration' of event 'test.some' in '") &&
                              ContainsSubstring("is timer of int64 ticks of 1/1000000000 s, but here it is timer of int64 "
                                                "ticks of 1/1000000 s; read it with"));
    CHECK(ct::read_jsonl<other::some>(folder / "x", {.meta = false}).report.rows == 1);
}

TEST_CASE("a meta file that is none or damaged is refused, or noted when faults are skipped") {
    test::folder const folder;
    ct::write(ct::jsonl{folder / "x"}, about, rows);
    std::string const whole = content(folder / "x.meta.json");
    std::vector<std::string> damaged{"", "{}", "[]", R"({"type":"archive"})", R"({"type":"meta","runs":[1]})",
                                     R"({"type":"meta","events":[{}]})"};
    for (std::size_t size = 0; size < whole.size() - 1; size += 7) damaged.push_back(whole.substr(0, size));
    for (std::string const& text : damaged) {
        put(folder / "x.meta.json", text);
        CHECK_THROWS_WITH(ct::read_meta(folder / "x"), ContainsSubstring("x.meta.json' is no meta file"));
        CHECK_THROWS_AS(ct::read_jsonl<some>(folder / "x"), ct::error);
        auto const [run, report] = ct::read_jsonl<some>(folder / "x", {.on_broken = ct::on_broken::skip});
        CHECK(report.rows == 1);
        CHECK(report.notes.size() == 1);
        CHECK(ct::read_jsonl<some>(folder / "x", {.meta = false}).report.rows == 1);
    }
}

} // namespace
