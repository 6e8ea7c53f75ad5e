// SPDX-License-Identifier: MIT
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/store/nothing.hpp>

#include "archive/hostile.hpp"
#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;

using run_type = ct::recording<everything_t, some_t, nothing_t>;

/// An experiment of which every field says something.
ct::experiment_info full_info() {
    return {.id = "0123456789abcdef",
            .about = {.name = "a \"name\"\n", .hypothesis = "loss < 0.1", .condition = "treatment", .tags = {"nlp", ""},
                      .metadata = {{"optimizer", "adam"}, {"", "\\"}, {"optimizer", "twice"}},
                      .sample_size = std::numeric_limits<std::uint64_t>::max(), .stop_at_sample_size = true},
            .status = ct::status::stopped,
            .started = at(1'700'000'000'000'000'001),
            .paused = at(1'700'000'000'000'000'007),
            .stopped = at(1'700'000'000'000'000'009),
            .pause_count = 3,
            .wall = std::chrono::nanoseconds{8},
            .pausing = std::chrono::nanoseconds{5},
            .active = std::chrono::nanoseconds{3},
            .sample_size_reached = true};
}

bool same_info(ct::experiment_info const& a, ct::experiment_info const& b) {
    return a.id == b.id && a.about.name == b.about.name && a.about.hypothesis == b.about.hypothesis &&
           a.about.condition == b.about.condition && a.about.tags == b.about.tags &&
           a.about.metadata == b.about.metadata && a.about.sample_size == b.about.sample_size &&
           a.about.stop_at_sample_size == b.about.stop_at_sample_size && a.status == b.status &&
           a.started == b.started && a.paused == b.paused && a.stopped == b.stopped &&
           a.pause_count == b.pause_count && a.wall == b.wall && a.pausing == b.pausing && a.active == b.active &&
           a.sample_size_reached == b.sample_size_reached;
}

bool same_ledger(ct::ledger const& a, ct::ledger const& b) {
    if (a.emitted != b.emitted || a.in_flight != b.in_flight || a.events.size() != b.events.size()) return false;
    for (std::size_t i = 0; i != a.events.size(); ++i)
        if (a.events[i].event != b.events[i].event || a.events[i].of != b.events[i].of) return false;
    return true;
}

ct::ledger full_ledger() {
    ct::account const lossy{.recorded = 1, .sampled_out = 2, .dropped_for = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
    return {.events = {{everything_t::name, lossy}, {nothing_t::name, {.recorded = 3}}}, .emitted = 61, .in_flight = 0};
}

run_type small_run(std::string const& id) {
    run_type run{{.id = id, .about = {.name = "small"}}};
    run.append(everything_at(2, "two"));
    run.append(everything_at(4, "four"));
    run.append(ct::row<some_t>{.values = some(note = "x"), .at = at(3)});
    run.append(ct::row<nothing_t>{.at = at(1), .thread = 9});
    return run;
}

TEST_CASE("an archived experiment comes back with all that was known of it") {
    test::folder const folder;
    hostile_rows const hostile;
    run_type run{full_info()};
    run.append(std::span{hostile.full});
    run.append(std::span{hostile.sparse});
    run.account(full_ledger());
    CHECK(ct::archive(folder / "x", run) == run.size());
    auto const [same] = std::tuple{ct::read_archive<everything, some, nothing>(folder / "x")};
    REQUIRE(same.size() == 1);
    CHECK(same_info(same[0].info(), run.info()));
    CHECK(same[0].info().status == ct::status::archived);
    CHECK(same_rows(hostile.full, same[0].rows(everything)));
    CHECK(same_rows(hostile.sparse, same[0].rows(some)));
    CHECK(same[0].rows(nothing).empty());
    CHECK(same_ledger(same[0].ledger(), full_ledger()));
    CHECK(same.report.rows == run.size());
    CHECK(same.report.intact);
    CHECK((same.report.broken == 0 && same.report.notes.empty()));
    CHECK(same.report.experiments == ct::counts_by_name{{"0123456789abcdef", run.size()}});
}

TEST_CASE("what was read is archived again byte by byte") {
    test::folder const folder;
    ct::archive(folder / "first", small_run("a"), small_run("b\""), run_type{full_info()});
    auto const read = ct::read_archive<everything, some, nothing>(folder / "first");
    CHECK(ct::archive(folder / "second", read) == 8);
    CHECK(test::content(folder / "first") == test::content(folder / "second"));
    CHECK(ct::archive(folder / "third", read[0], read[1], read[2]) == 8);
    CHECK(test::content(folder / "first") == test::content(folder / "third"));
}

TEST_CASE("the lines of an archive") {
    test::folder const folder;
    constexpr ct::gauge<"loss"> described{.in = ct::nats, .help = "lower is \"better\""};
    (void)described;
    ct::recording<nothing_t, some_t> run{{.id = "a1", .about = {.name = "n"}, .started = at(0)}};
    run.append(ct::row<nothing_t>{.at = at(6), .thread = 1});
    ct::archive(folder / "x", run);
    std::string const text = test::content(folder / "x");
    CHECK(text.starts_with("{\"type\":\"archive\",\"format\":\"crucible_telemetry\",\"version\":1}\n"
                           R"({"type":"experiment","id":"a1","name":"n","hypothesis":"","condition":"default","tags":[],)"
                           R"("metadata":[],"sample_size":0,"started":"1970-01-01T00:00:00.000000000Z",)"
                           R"("stop_at_sample_size":false,"sample_size_reached":false,"status":"archived","paused":null,)"
                           R"("stopped":null,"pause_count":0,"wall":0,"pausing":0,"active":0})"
                           "\n{\"type\":\"event\",\"name\":\"test.nothing\",\"schema_hash\":\""));
    CHECK_THAT(text, ContainsSubstring(R"("rows":0,"measurements":[{"name":"note","kind":"text","type":"string",)"
                                       R"("unit":"","optional":true,"help":""},)"));
    CHECK_THAT(text, ContainsSubstring(R"({"name":"phase","kind":"tag","type":"enum","unit":"",)"
                                       R"("labels":["warm_up","main","a, \"b\""],"optional":true,"help":""})"));
    CHECK_THAT(text, ContainsSubstring(R"({"name":"duration","kind":"timer","type":"int64","unit":"ns",)"
                                       R"("tick":"1/1000000000","optional":true,"help":""})"));
    CHECK_THAT(text, ContainsSubstring("\n{\"experiment\":\"a1\",\"event\":\"test.nothing\","
                                       "\"time\":\"1970-01-01T00:00:00.000000006Z\",\"thread\":1}\n"));
    CHECK_THAT(text, ContainsSubstring(R"({"type":"ledger","emitted":1,"in_flight":0,"events":[{"event":"test.nothing",)"
                                       R"("recorded":1,"sampled_out":0,"dropped":{}},{"event":"test.some",)"));
    CHECK_THAT(text, ContainsSubstring("\n{\"type\":\"end\",\"lines\":6,\"rows\":1,\"crc32c\":\""));
}

TEST_CASE("rows of all events stand in order of time") {
    test::folder const folder;
    ct::archive(folder / "x", small_run("a"));
    std::string const text = test::content(folder / "x");
    std::vector<std::size_t> places;
    for (char const digit : {'1', '2', '3', '4'})
        places.push_back(text.find(std::string("00:00:00.00000000") + digit + "Z\",\"thread"));
    CHECK(std::is_sorted(places.begin(), places.end()));
    CHECK(places.back() != text.npos);
}

TEST_CASE("several experiments in one file, and archives put one after another") {
    test::folder const folder;
    std::vector<run_type> two;
    two.push_back(small_run("b"));
    two.push_back(small_run("a"));
    CHECK(ct::archive(folder / "x", small_run("a"), two) == 12);
    auto const three = ct::read_archive<everything, some, nothing>(folder / "x");
    REQUIRE(three.size() == 3);
    CHECK((three[0].id() == "a" && three[1].id() == "b" && three[2].id() == "a"));
    for (auto const& run : three) CHECK(run.size() == 4);
    CHECK(three.report.experiments == ct::counts_by_name{{"a", 8}, {"b", 4}});

    test::put(folder / "y", test::content(folder / "x") + test::content(folder / "x"));
    CHECK(ct::read_archive<everything>(folder / "y").size() == 6);
    CHECK(ct::archive(folder / "none") == 0);
    CHECK(ct::read_archive<everything>(folder / "none").empty());
    CHECK(ct::archive(folder / "empty", ct::recording<>{}) == 0);
    CHECK(ct::read_archive<nothing>(folder / "empty").size() == 1);
}

TEST_CASE("a session is archived with its status and its ledger") {
    test::folder const folder;
    ct::session run{ct::experiment{.name = "n", .hypothesis = "h", .tags = {"t"}, .metadata = {{"k", "v"}}},
                    ct::watch(everything, nothing), ct::policies<ct::manual>};
    for (int i = 0; i != 5; ++i) run.emit(everything_at(0, "x").values);
    run.drain();
    CHECK_FALSE(run.pause());
    run.emit(nothing());
    CHECK_FALSE(run.resume());
    run.stop();
    run.emit(nothing());
    CHECK(ct::archive(folder / "x", run) == 5);
    CHECK_THAT(test::content(folder / "x"), ContainsSubstring(R"("status":"stopped")"));
    auto const read = ct::read_archive<everything, nothing>(folder / "x");
    REQUIRE(read.size() == 1);
    ct::experiment_info expected = run.info();
    expected.status = ct::status::archived;
    CHECK(same_info(read[0].info(), expected));
    CHECK(read[0].rows(everything) == run.rows(everything));
    CHECK(same_ledger(read[0].ledger(), run.ledger()));
    CHECK(read[0].ledger()["test.nothing"].dropped(ct::drop_reason::paused) == 1);
    CHECK(read[0].ledger()["test.nothing"].dropped(ct::drop_reason::stopped) == 1);
    CHECK(read[0].ledger().balanced());
}

TEST_CASE("sessions, recordings and running sessions together; one that stores nothing") {
    test::folder const folder;
    ct::session running{ct::experiment{.name = "running"}, ct::watch(nothing)};
    ct::session storeless{ct::experiment{.name = "storeless"}, ct::watch(nothing), ct::nothing{}};
    storeless.emit(nothing());
    storeless.stop();
    CHECK(ct::archive(folder / "x", running, small_run("a"), storeless) == 4);
    auto const all = ct::read_archive<everything, some, nothing>(folder / "x");
    REQUIRE(all.size() == 3);
    CHECK_FALSE(all[0].info().stopped);
    CHECK(all[0].info().about.name == "running");
    CHECK(all[2].size() == 0);
    CHECK(all[2].ledger()["test.nothing"].recorded == 1);
}

TEST_CASE("events that nobody asks for are counted, and accounted for") {
    test::folder const folder;
    ct::archive(folder / "x", small_run("a"));
    ct::ledger kept;
    {
        auto const read = ct::read_archive<some>(folder / "x");
        CHECK(read[0].size() == 1);
        CHECK(read.report.unknown_events == ct::counts_by_name{{"test.everything", 2}, {"test.nothing", 1}});
        CHECK(read[0].ledger()["test.everything"].recorded == 2);
        CHECK(read[0].ledger().balanced());
    }
}

namespace then {
constexpr ct::event<"test.changing", ct::optional<loss>, epoch> event{};
}
namespace now {
constexpr ct::gauge<"loss"> in_nats{.in = ct::nats};
constexpr ct::counter<"loss", double> counted{};
constexpr ct::gauge<"loss", float> narrow{};
constexpr ct::timer<"loss"> timed{};
constexpr ct::event<"test.changing", ct::optional<in_nats>, epoch> unit_event{};
constexpr ct::event<"test.changing", ct::optional<counted>, epoch> kind_event{};
constexpr ct::event<"test.changing", ct::optional<narrow>, epoch> type_event{};
constexpr ct::event<"test.changing", ct::optional<timed>, epoch> timer_event{};
constexpr ct::event<"test.changing", epoch, note> required_event{};
constexpr ct::event<"test.changing", ct::optional<note>, epoch> other_event{};
constexpr ct::event<"test.changing", loss, epoch> stricter_event{};
} // namespace now

TEST_CASE("an event that has changed since it was archived") {
    using event_then = std::remove_cv_t<decltype(then::event)>;
    test::folder const folder;
    std::string const path = folder / "x";
    ct::recording<event_then> run;
    run.append(ct::row<event_then>{.values = then::event(loss = 0.5, epoch = 1), .at = at(1)});
    ct::archive(path, run);
    for (auto const how : {ct::on_broken::refuse, ct::on_broken::skip}) { // a mistake of the program: never skipped
        ct::import_options const options{.on_broken = how};
        CHECK_THROWS_WITH(ct::read_archive<now::unit_event>(path, options),
                          ContainsSubstring("line 3, column 1: 'loss' of event 'test.changing' was archived as gauge of "
                                            "double without a unit, but here it is gauge of double in {nat}"));
        CHECK_THROWS_WITH(ct::read_archive<now::kind_event>(path, options), ContainsSubstring("here it is counter of double"));
        CHECK_THROWS_WITH(ct::read_archive<now::type_event>(path, options), ContainsSubstring("here it is gauge of float"));
        CHECK_THROWS_WITH(ct::read_archive<now::timer_event>(path, options),
                          ContainsSubstring("here it is timer of int64 ticks of 1/1000000000 s; read it"));
        CHECK_THROWS_WITH(ct::read_archive<now::required_event>(path, options),
                          ContainsSubstring("event 'test.changing' requires 'note' here, which the archived rows do not "
                                            "have; declare it ct::optional"));
    }
    auto const other = ct::read_archive<now::other_event>(path);
    CHECK_FALSE(other[0].rows(now::other_event)[0][note]);
    CHECK(other.report.unknown_fields == ct::counts_by_name{{"test.changing.loss", 1}});
    CHECK(ct::read_archive<now::stricter_event>(path)[0].rows(now::stricter_event)[0][loss] == 0.5);

    run.append(ct::row<event_then>{.values = then::event(epoch = 2), .at = at(2)}); // lacks what is required now
    ct::archive(path, run);
    CHECK_THROWS_WITH(ct::read_archive<now::stricter_event>(path), ContainsSubstring("'loss' is lacking"));
    auto const kept = ct::read_archive<now::stricter_event>(path, {.on_broken = ct::on_broken::skip});
    CHECK(kept[0].size() == 1);
    CHECK(kept.report.intact);
}

TEST_CASE("hostile texts in every field of an experiment") {
    test::folder const folder;
    std::vector<std::string> texts = hostile_texts();
    texts.resize(150); // each is synced to the disk
    for (std::string const& text : texts) {
        ct::recording<nothing_t> run{{.id = text, .about = {.name = text, .hypothesis = text, .condition = text,
                                                            .tags = {text, text}, .metadata = {{text, text}}}}};
        run.append(ct::row<nothing_t>{.at = at(1)});
        ct::archive(folder / "x", run);
        auto const read = ct::read_archive<nothing>(folder / "x", {.labels = 1});
        REQUIRE(read.size() == 1);
        ct::experiment_info const info = read[0].info();
        bool const same = info.id == mapped(text) && info.about.name == mapped(text) &&
                          info.about.hypothesis == mapped(text) && info.about.condition == mapped(text) &&
                          info.about.tags == std::vector{mapped(text), mapped(text)} &&
                          info.about.metadata == std::vector{std::pair{mapped(text), mapped(text)}} && read[0].size() == 1;
        CHECK(same);
    }
}

TEST_CASE("an archive that cannot be written leaves the old one as it was") {
    test::folder const folder;
    CHECK_THROWS_WITH(ct::archive(folder / "none/x", small_run("a")), ContainsSubstring("create its folder first"));
    CHECK_THROWS_WITH(ct::archive(folder.path().string(), small_run("a")), ContainsSubstring("name a file, not a folder"));
    if (::access("/dev/full", W_OK) == 0)
        CHECK_THROWS_WITH(ct::archive("/dev/full", small_run("a")), ContainsSubstring("no regular file"));
    ct::archive(folder / "x", small_run("a"));
    CHECK(folder.names() == std::vector<std::string>{"x"});
}

} // namespace
