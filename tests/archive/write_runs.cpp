// SPDX-License-Identifier: MIT
// Several experiments in one CSV or JSONL: one header, the columns of all their events, and each row names its run.
#include <crucible/telemetry/archive/write_runs.hpp>

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/archive/read_archive.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;

ct::recording<some_t, nothing_t> first() {
    ct::recording<some_t, nothing_t> run{{.id = "a1", .about = {.name = "ad,am", .condition = "\"treatment\""}}};
    run.append(ct::row<some_t>{.values = some(loss = 0.5), .at = at(3)});
    run.append(ct::row<nothing_t>{.at = at(2), .thread = 1});
    return run;
}
ct::recording<nothing_t, everything_t> second() {
    ct::recording<nothing_t, everything_t> run{{.id = "b2", .about = {.name = "sgd"}}};
    run.append(ct::row<nothing_t>{.at = at(1)});
    run.append(everything_at(4, "x"));
    return run;
}

constexpr auto both_as_csv =
    "experiment,experiment_name,condition,time,event,thread,note,temperature,loss,phase,ok,duration_ns,epoch,small,"
    "tokens,byte,backoff_ms,model\n"
    "a1,\"ad,am\",\"\"\"treatment\"\"\",1970-01-01T00:00:00.000000002Z,test.nothing,1,,,,,,,,,,,,\n"
    "a1,\"ad,am\",\"\"\"treatment\"\"\",1970-01-01T00:00:00.000000003Z,test.some,0,,,0.5,,,,,,,,,\n"
    "b2,sgd,default,1970-01-01T00:00:00.000000001Z,test.nothing,0,,,,,,,,,,,,\n"
    "b2,sgd,default,1970-01-01T00:00:00.000000004Z,test.everything,4,x,,0.5,main,true,1500,3,0.1,7,-8,20,x\n";

TEST_CASE("two experiments in one CSV: one header, united columns, run by run") {
    test::folder const folder;
    ct::csv const to{folder / "x.csv", {.line_end = ct::line_end::lf}};
    CHECK(ct::write(to, first(), second()) == 4);
    CHECK(content(to.path) == both_as_csv);
    auto const meta = ct::read_meta(to.path);
    REQUIRE(meta);
    REQUIRE(meta->runs.size() == 2);
    CHECK(meta->runs[0].about.name == "ad,am");
    CHECK(meta->runs[1].id == "b2");
    CHECK(meta->events.size() == 3);
}

TEST_CASE("in JSON Lines, and back: each run by its id") {
    test::folder const folder;
    ct::jsonl const to{folder / "x.jsonl"};
    CHECK(ct::write(to, first(), second()) == 4);
    CHECK_THAT(content(to.path),
               Catch::Matchers::StartsWith(R"({"experiment":"a1","experiment_name":"ad,am","condition":"\"treatment\"",)"
                                           R"("event":"test.nothing","time":"1970-01-01T00:00:00.000000002Z","thread":1})"
                                           "\n"));
    auto const [run, report] = ct::read_jsonl<some, nothing, everything>(to.path, {.experiment = "b2"});
    CHECK(report.rows == 2);
    CHECK(report.left_out == 2);
    CHECK(report.unknown_fields.empty());
    CHECK(run.info().about.name == "sgd");
    CHECK(run.rows(everything) == second().rows(everything));
    auto const all = ct::read_jsonl<some, nothing, everything>(to.path);
    CHECK(all.report.experiments == ct::counts_by_name{{"a1", 2}, {"b2", 2}});
    CHECK(all.run.info().id.empty());
    ct::write(ct::jsonl{folder / "one", {.identity = ct::identity::all, .meta = false}}, first());
    CHECK(ct::read_jsonl<some, nothing>(folder / "one").run.info().about.name == "ad,am"); // told by the rows alone
}

TEST_CASE("a file per event, of several runs") {
    test::folder const folder;
    ct::csv const to{folder / "x", {.layout = ct::layout::per_event, .line_end = ct::line_end::lf}};
    CHECK(ct::write(to, first(), second()) == 4);
    CHECK(content(folder / "x/test.nothing.csv") ==
          "experiment,experiment_name,condition,time,thread\n"
          "a1,\"ad,am\",\"\"\"treatment\"\"\",1970-01-01T00:00:00.000000002Z,1\n"
          "b2,sgd,default,1970-01-01T00:00:00.000000001Z,0\n");
}

TEST_CASE("whole archives, and sessions beside recordings") {
    test::folder const folder;
    ct::archive(folder / "archive", first(), first());
    auto const runs = ct::read_archive<some, nothing>(folder / "archive");
    REQUIRE(runs.size() == 2);
    ct::session run{ct::experiment{.name = "live"}, ct::watch(nothing)};
    run.emit(nothing());
    run.stop();
    ct::csv const to{folder / "x.csv"};
    CHECK(ct::write(to, runs, run, second()) == 7);
    auto const meta = ct::read_meta(to.path);
    REQUIRE(meta->runs.size() == 4);
    CHECK(meta->runs[2].id == run.id());
    CHECK_THAT(content(to.path), ContainsSubstring(std::string(run.id()) + ",live,default,"));
}

TEST_CASE("one run: its rows are named as the exporter says") {
    test::folder const folder;
    ct::csv const to{folder / "x.csv", {.line_end = ct::line_end::lf}};
    CHECK(ct::write(to, first()) == 2);
    CHECK_THAT(content(to.path), Catch::Matchers::StartsWith("time,event,thread,note,"));
    std::vector<ct::recording<some_t, nothing_t>> none;
    CHECK(ct::write(to, none) == 0);
    CHECK_THAT(content(to.path), Catch::Matchers::StartsWith("experiment,experiment_name,condition,time,event,thread,"));
}

} // namespace
