// SPDX-License-Identifier: MIT
// Rows that stand for more than themselves: archives and JSON Lines say it, and it comes back.
#include <crucible/telemetry/analysis.hpp>
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/session/session.hpp>

#include "archive/hostile.hpp"
#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace v = ct::vocabulary;
inline constexpr ct::request_event<"weights.request.stop", v::duration, ct::optional<v::cost>,
                                   ct::optional<v::total_tokens>, ct::optional<v::error>>
    request{};
inline constexpr ct::step_event<"weights.step.stop", v::epoch, v::loss, v::duration> step{};
inline constexpr ct::event<"weights.note", v::reason> remark{};
using request_t = std::remove_const_t<decltype(request)>;
using remark_t = std::remove_const_t<decltype(remark)>;

/// Every third row, in turn with weights that are whole and that are not; all remarks.
struct every_third {
    using role = ct::sampling_role;
    std::uint64_t seen = 0;
    template <class Row>
    double weight(Row const&) noexcept {
        if constexpr (std::same_as<typename Row::event_type, remark_t>) return 1;
        return seen++ % 3 != 0 ? 0 : seen % 2 != 0 ? 3 : 10.0 / 3;
    }
};

template <class Run>
void emit_to(Run& run) {
    using namespace std::chrono_literals;
    for (int i = 0; i != 300; ++i) {
        run.emit(request(v::duration = i * 1ms, v::cost = i * 0.01, v::total_tokens = 7 * i));
        if (i % 7 == 0) run.emit(request(v::duration = i * 2ms, v::error = "timeout"));
        run.emit(step(v::epoch = i / 100, v::loss = 1.0 / (i + 1), v::duration = 1us));
        if (i % 50 == 0) run.emit(remark(v::reason = "because"));
    }
    run.drain();
}

template <class Rows>
std::vector<double> weights_of(Rows const& rows) {
    std::vector<double> weights;
    for (auto const row : rows) weights.push_back(row.weight());
    return weights;
}

using numbers = std::vector<double>;

ct::row<nothing_t> at_time(std::int64_t when) { return {.at = at(when)}; }

/// What is read from lines of `nothing`, of which each says a weight, or something else in place of one.
auto read(std::vector<std::string> const& weights, ct::import_options const& options = {}) {
    test::folder const folder;
    std::string text;
    for (std::size_t i = 0; i != weights.size(); ++i)
        text += R"({"event":"test.nothing","time":"1970-01-01T00:00:0)" + std::to_string(i) + R"(Z","thread":0)" +
                (weights[i].empty() ? "" : ",\"row_weight\":" + weights[i]) + "}\n";
    test::put(folder / "x", text);
    return ct::read_jsonl<nothing>(folder / "x", options);
}

} // namespace

TEST_CASE("an archived run with a sampler comes back with its weights, and every figure of it") {
    test::folder const folder;
    ct::session run{ct::experiment{.name = "sampled"}, ct::watch(request, step, remark),
                    ct::policies<ct::manual, every_third>};
    emit_to(run);
    REQUIRE_FALSE(run.stop());
    ct::archive(folder / "first", run);
    auto const read = ct::read_archive<request, step, remark>(folder / "first");
    REQUIRE(read.size() == 1);
    CHECK(read[0].rows(request) == run.rows(request));
    CHECK(weights_of(read[0].rows(request)) == weights_of(run.rows(request)));
    CHECK(read[0].rows(step).weighted());
    auto live = ct::summarize(run), archived = ct::summarize(read[0]);
    CHECK(live == archived);
    CHECK(ct::summarize_training(run) == ct::summarize_training(read[0]));
    CHECK(ct::windowed(run, std::chrono::microseconds{10}) == ct::windowed(read[0], std::chrono::microseconds{10}));
    auto const losses = ct::select(v::loss) | ct::over(ct::count | ct::mean);
    CHECK((run.rows(step) | losses)[ct::mean] == (read[0].rows(step) | losses)[ct::mean]);
    ct::archive(folder / "second", read);
    ct::archive(folder / "third", ct::read_archive<request, step, remark>(folder / "second"));
    CHECK(test::content(folder / "second") == test::content(folder / "third"));
}

TEST_CASE("only events whose rows have weights say them") {
    test::folder const folder;
    ct::recording<nothing_t, some_t> run{{.id = "a1", .about = {.name = "n"}}};
    run.append(at_time(5), 2.5);
    run.append(ct::row<some_t>{.values = some(loss = 1), .at = at(6)});
    run.append(at_time(3)); // before it, and by itself
    ct::archive(folder / "x", run);
    std::string const text = test::content(folder / "x");
    CHECK_THAT(text, ContainsSubstring("003Z\",\"thread\":0,\"row_weight\":1.0}\n"));
    CHECK_THAT(text, ContainsSubstring("005Z\",\"thread\":0,\"row_weight\":2.5}\n"));
    CHECK_THAT(text, ContainsSubstring("006Z\",\"thread\":0,\"note\":null"));
    auto const read = ct::read_archive<nothing, some>(folder / "x");
    CHECK(weights_of(read[0].rows(nothing)) == numbers{1, 2.5});
    CHECK_FALSE(read[0].rows(some).weighted());
    CHECK(read.report.unknown_fields.empty());
}

TEST_CASE("JSON Lines of a session with a sampler, rows at rest of one, and rows that come too late") {
    test::folder const folder;
    ct::session run{ct::experiment{.name = "sampled"}, ct::watch(request, remark),
                    ct::policies<ct::manual, every_third>, ct::jsonl{folder / "live"}};
    run.emit(request(v::duration = std::chrono::milliseconds{1}));
    run.emit(remark(v::reason = "because"));
    REQUIRE_FALSE(run.stop());
    auto const [live, report] = ct::read_jsonl<request, remark>(folder / "live");
    CHECK(report.unknown_fields.empty());
    CHECK(weights_of(live.rows(request)) == weights_of(run.rows(request)));
    CHECK(live.rows(remark).weighted());

    ct::recording<nothing_t> late{{.id = "a1", .about = {.name = "late"}}};
    for (std::int64_t const when : {5, 9, 2, 7}) late.append(at_time(when), static_cast<double>(when));
    CHECK(weights_of(late.rows(nothing)) == numbers{2, 5, 7, 9});
    std::string text;
    ct::write(ct::jsonl{folder / "rest", {.identity = ct::identity::none}}, {}, late.rows(nothing));
    ct::write(ct::csv{folder / "rest.csv"}, {}, late.rows(nothing) | ct::where([](auto const&) { return true; }));
    CHECK_THAT(test::content(folder / "rest.csv"), ContainsSubstring("row_weight") && ContainsSubstring(",0,7.0\r\n"));
    std::vector<std::string> lines;
    std::string const all = test::content(folder / "rest");
    for (std::size_t from = 0, to = 0; (to = all.find('\n', from)) != std::string::npos; from = to + 1)
        lines.insert(lines.begin(), all.substr(from, to + 1 - from));
    for (std::string const& each : lines) text += each; // the newest first
    test::put(folder / "backwards", text);
    auto const [back, of_back] = ct::read_jsonl<nothing>(folder / "backwards");
    CHECK(of_back.out_of_order == 3);
    CHECK(weights_of(back.rows(nothing)) == numbers{2, 5, 7, 9});
}

TEST_CASE("a store that is written rows of one event with weights and of one without keeps both") {
    test::folder const folder;
    ct::recording<nothing_t> run{{.id = "a", .about = {.name = "n"}}};
    run.append(at_time(1), 4);
    ct::write(ct::jsonl{folder / "x"}, {.id = "a"}, run.rows(nothing), std::vector<ct::row<some_t>>{{.at = at(2)}});
    auto const [read, report] = ct::read_jsonl<nothing, some>(folder / "x");
    CHECK(weights_of(read.rows(nothing)) == numbers{4});
    CHECK(weights_of(read.rows(some)) == numbers{1});
    ct::write(ct::jsonl{folder / "y"}, {.id = "a"}, std::vector<ct::row<nothing_t>>{at_time(1)});
    CHECK(test::content(folder / "y").find("row_weight") == std::string::npos);
    ct::write(ct::jsonl{folder / "z"}, {.id = "a"}, ct::recording<nothing_t>{}.rows(nothing));
}

TEST_CASE("a row that says no weight stands for itself; a weight is a finite number above 0") {
    auto const [run, report] = read({"", "2", "", "0.5", "1e300"});
    CHECK(weights_of(run.rows(nothing)) == numbers{1, 2, 1, .5, 1e300});
    CHECK_FALSE(read({"", ""}).run.rows(nothing).weighted());
    for (std::string const wrong : {"0", "-1", "null", "\"NaN\"", "\"Infinity\"", "\"2\"", "true", "[]"}) {
        CHECK_THROWS_WITH(read({"1", wrong}), ContainsSubstring("'row_weight' of event 'test.nothing' is not a finite "
                                                                "number above 0"));
        auto const [rest, of_rest] = read({"3", wrong, "4"}, {.on_broken = ct::on_broken::skip});
        CHECK(weights_of(rest.rows(nothing)) == numbers{3, 4});
        CHECK(of_rest.broken == 1);
    }
}
