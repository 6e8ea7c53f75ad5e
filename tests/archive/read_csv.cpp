// SPDX-License-Identifier: MIT
#include <crucible/telemetry/archive/read_csv.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/write.hpp>

#include "archive/hostile.hpp"
#include "export/folder.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

ct::import_options const skipping{.on_broken = ct::on_broken::skip};

namespace l {
constexpr ct::index<"step"> step{};
constexpr ct::gauge<"loss"> loss{};
constexpr ct::gauge<"accuracy"> accuracy{.in = ct::ratio};
constexpr ct::timer<"latency"> latency{};
constexpr ct::flag<"success"> success{};
constexpr ct::text<"note"> note{};
} // namespace l
constexpr ct::event<"log.step", l::step, ct::optional<l::loss>, ct::optional<l::accuracy>, ct::optional<l::latency>,
                    ct::optional<l::success>, ct::optional<l::note>>
    logged{};

/// What is read from a text.
auto read(std::string const& text, ct::csv_columns const& columns = {}, ct::import_options const& options = {}) {
    test::folder const folder;
    test::put(folder / "log.csv", text);
    return ct::read_csv<logged>(folder / "log.csv", columns, options);
}

/// What a table of one row has of a measurement.
template <class Key>
auto value(Key const& key, std::string const& text, ct::csv_columns const& columns = {}) {
    auto const [run, report] = read(text, columns);
    REQUIRE(report.rows == 1);
    auto const rows = run.rows(logged);
    return (*rows.begin())[key];
}
ct::timestamp time_of(std::string const& text, ct::csv_columns const& columns = {}) {
    auto const [run, report] = read(text, columns);
    REQUIRE(report.rows == 1);
    auto const rows = run.rows(logged);
    return (*rows.begin()).at;
}

template <class F>
std::string what_of(F f) {
    try {
        f();
    } catch (ct::error const& e) {
        return e.what();
    }
    return "nothing was thrown";
}

} // namespace

TEST_CASE("what was written as CSV is read back") {
    test::folder const folder;
    std::vector<ct::row<everything_t>> const rows{everything_at(5, "x"), everything_at(5, "y"), everything_at(7, "z")};
    std::vector<ct::row<nothing_t>> const others{{.at = at(6), .thread = 4294967295U}};
    auto const units = GENERATE(ct::unit_style::suffix, ct::unit_style::brackets, ct::unit_style::none);
    auto const ends = GENERATE(ct::line_end::crlf, ct::line_end::lf);
    ct::write(ct::csv{folder / "x", {.line_end = ends, .identity = ct::identity::id_and_condition, .units = units}},
              {.id = "a\"1", .condition = "treatment"}, rows, others);
    auto const [run, report] = ct::read_csv<everything, nothing>(folder / "x");
    CHECK(same_rows(rows, run.rows(everything)));
    CHECK(same_rows(others, run.rows(nothing)));
    CHECK(run.id() == "a\"1");
    CHECK(run.info().about.condition == "treatment");
    CHECK(report.rows == 4);
    CHECK(report.lines == 5);
    CHECK(report.rows_of == ct::counts_by_name{{"test.everything", 3}, {"test.nothing", 1}});
    CHECK(report.experiments == ct::counts_by_name{{"a\"1", 4}});
    CHECK(report.unknown_fields.empty());
    CHECK((report.broken == 0 && report.notes.empty() && report.replaced == 0 && report.out_of_order == 0));
}

TEST_CASE("hostile values come back equal from CSV, ends of lines in texts among them") {
    hostile_rows const hostile;
    test::folder const folder;
    bool const guard = GENERATE(false, true);
    ct::write(ct::csv{folder / "x", {.formula_guard = guard}}, {.id = "a1"}, hostile.full, hostile.sparse);
    auto const [run, report] = ct::read_csv<everything, some>(folder / "x", {.formula_guard = guard});
    CHECK(report.rows == 2 * hostile.texts.size());
    CHECK(same_rows(hostile.full, run.rows(everything)));
    CHECK(same_rows(hostile.sparse, run.rows(some)));
}

TEST_CASE("a table of somebody else's has no times and no events: rows come in its order") {
    auto const [run, report] = read("step,loss,lr\n0,2.5,0.1\n1,,0.1\n2,NaN,\n");
    REQUIRE(report.rows == 3);
    CHECK(report.unknown_fields == ct::counts_by_name{{"lr", 2}});
    std::vector<std::int64_t> steps;
    for (auto const& each : run.rows(logged)) {
        CHECK(each.at == ct::timestamp{std::chrono::nanoseconds{steps.size()}});
        steps.push_back(each[l::step]);
    }
    CHECK(steps == std::vector<std::int64_t>{0, 1, 2});
}

TEST_CASE("a column's name tells its unit, and values are made the measurement's") {
    CHECK(value(l::latency, "step,latency\n1,7\n") == 7ns);
    CHECK(value(l::latency, "step,latency_ns\n1,7\n") == 7ns);
    CHECK(value(l::latency, "step,latency_ms\n1,1.5\n") == 1500us);
    CHECK(value(l::latency, "step,latency (s)\n1,0.25\n") == 250ms);
    CHECK(value(l::latency, "step,latency [min]\n1,2\n") == 2min);
    CHECK(value(l::latency, "step,took_us\n1,3\n", {.of = {{"latency", "took_us"}}}) == 3us);
    CHECK(value(l::accuracy, "step,accuracy_percent\n1,91\n") == Catch::Approx(0.91));
    CHECK(value(l::accuracy, "step,accuracy (%)\n1,50\n") == 0.5);
    CHECK_FALSE(value(l::latency, "step,latency_scale\n1,3\n"));
}

TEST_CASE("cells are read as other programs write them") {
    CHECK(value(l::loss, "step,loss\r\n 3 ,\"-1e-3\"\r\n") == -1e-3);
    CHECK(value(l::step, "step\n12.0\n") == 12);
    CHECK(value(l::success, "step,success\n1,True\n") == true);
    CHECK(value(l::success, "step,success\n1,0\n") == false);
    CHECK(value(l::loss, "step,loss\n1,-inf\n") == -std::numeric_limits<double>::infinity());
    CHECK(std::isnan(*value(l::loss, "step,loss\n1,nan\n")));
    CHECK(value(l::loss, "step,loss\n1,+2\n") == 2);
    CHECK(value(l::loss, "step;loss\n1;2\n", {.separator = ';'}) == 2);
    CHECK(value(l::loss, "\xEF\xBB\xBFstep,loss\n1,2") == 2);
    CHECK(value(l::loss, "it,train/loss\n1,2\n", {.of = {{"step", "it"}, {"loss", "train/loss"}}}) == 2);
    CHECK(value(l::step, "step\n9223372036854775807\n") == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("whole numbers and ticks are exact") {
    CHECK(value(l::step, "step\n9007199254740993\n") == 9007199254740993);
    CHECK(value(l::step, "step\n+9007199254740993\n") == 9007199254740993);
    CHECK(value(l::step, "step\n9007199254740993.0\n") == 9007199254740993);
    CHECK(value(l::step, "step\n-9223372036854775808.00\n") == std::numeric_limits<std::int64_t>::min());
    CHECK(value(l::latency, "step,latency_us\n1,1790847000000001\n") == 1790847000000001us);
    CHECK(value(l::latency, "step,latency_us\n1,-0.0004\n") == 0ns);
    CHECK(value(l::latency, "step,latency_us\n1,-1.5006\n") == -1501ns);
    CHECK(value(l::latency, "step,latency_s\n1,1.003\n") == 1003ms);
    CHECK(value(l::latency, "step,latency_s\n1,2e-3\n") == 2ms);
    CHECK_THAT(what_of([] { read("step,latency_s\n1,9223372036.9\n"); }), ContainsSubstring("'latency'"));
    CHECK(time_of("time_ns,step\n1790847000000000001,1\n") == ct::timestamp{1790847000000000001ns});
    CHECK(time_of("time,step\n1790847000.000000001,1\n") == ct::timestamp{1790847000000000001ns});
    CHECK(time_of("time,step\n1.001,1\n") == ct::timestamp{1001ms});
    CHECK(time_of("time,step\n-0.25,1\n") == ct::timestamp{-250ms});
    CHECK(time_of("time,step\n1.7e9,1\n") == ct::timestamp{1'700'000'000s});
    CHECK_THAT(what_of([] { read("time,step\n9223372037,1\n"); }), ContainsSubstring("'time'"));
}

TEST_CASE("a name that only looks as if it told a unit tells none") {
    CHECK_FALSE(value(l::latency, "step,latency_min\n1,2\n"));
    CHECK_FALSE(value(l::accuracy, "step,accuracy_1\n1,0.5\n"));
    CHECK(value(l::latency, "step,latency [min]\n1,2\n") == 2min);
}

TEST_CASE("a number that is too small is 0, one that is too large is refused, and blanks are none") {
    CHECK(value(l::loss, "step,loss\n1,1e-400\n") == 0);
    CHECK_THAT(what_of([] { read("step,loss\n1,1e400\n"); }), ContainsSubstring("'loss'"));
    CHECK_FALSE(value(l::loss, "step,loss\n1,\"\"\n"));
    CHECK_FALSE(value(l::loss, "step,loss\n1,  \n"));
    CHECK_FALSE(value(l::loss, "step\tloss\n1\t\n", {.separator = '\t'}));
}

TEST_CASE("id, name and condition are those of the rows that were taken") {
    std::string const text = "experiment,condition,step\na,control,1\nb,treatment,2\n";
    CHECK(read(text, {}, {.experiment = "a"}).run.info().about.condition == "control");
    CHECK(read(text, {}, {.experiment = "b"}).run.info().about.condition == "treatment");
    CHECK(read(text).run.info().about.condition == ct::experiment{}.condition);
}

TEST_CASE("a guard is taken from every text, and what is guarded alone is there") {
    test::folder const folder;
    std::vector<ct::row<some_t>> const rows{{.at = at(5)}};
    ct::write(ct::csv{folder / "x", {.identity = ct::identity::all, .formula_guard = true}},
              {.id = "=1", .name = "-n", .condition = "+aug"}, rows);
    auto const run = ct::read_csv<some>(folder / "x", {.formula_guard = true}, {.experiment = "=1"}).run;
    CHECK(run.id() == "=1");
    CHECK(run.info().about.name == "-n");
    CHECK(run.info().about.condition == "+aug");
    auto const [guarded, report] = read("step,note\n1,'\n", {.formula_guard = true});
    CHECK((*guarded.rows(logged).begin())[l::note] == "");
}

TEST_CASE("an open quote costs no more than the text in it, and is told with its end") {
    std::string text = "step,note\n1,\"open\n";
    for (int i = 0; i != 100'000; ++i) text += "2,an ordinary line\n";
    auto const report = read(text, {}, skipping).report;
    CHECK(report.broken == 1);
    REQUIRE(report.notes.size() == 1);
    CHECK(report.notes[0].line == 2);
    CHECK(report.notes[0].column == 3);
    CHECK_THAT(report.notes[0].what, ContainsSubstring("a quote is not closed; the record goes up to line 100002"));
}

TEST_CASE("a line that is too long breaks the record that it is in") {
    ct::import_options const short_lines{.on_broken = ct::on_broken::skip, .longest_line = 40};
    std::string const text = "step,note\n1,\"aaa\n" + std::string(60, 'x') + "\nbbb\"\n2,c\n";
    auto const report = read(text, {}, short_lines).report;
    CHECK(report.rows == 1);
    CHECK(report.broken == 2); // and what is left of it
}

TEST_CASE("times are read in the forms in which tables have them") {
    ct::timestamp const noon{1'700'000'000s};
    CHECK(time_of("time,step\n2023-11-14T22:13:20Z,1\n") == noon);
    CHECK(time_of("time,step\n2023-11-14 22:13:20,1\n") == noon);
    CHECK(time_of("time,step\n1700000000,1\n") == noon);
    CHECK(time_of("time,step\n1700000000.5,1\n") == noon + 500ms);
    CHECK(time_of("time_ms,step\n1700000000500,1\n") == noon + 500ms);
    CHECK(time_of("when,step\n2023-11-14T23:13:20+01:00,1\n", {.time = "when"}) == noon);
    CHECK(time_of("when_us,step\n1700000000000000,1\n", {.time = "when_us"}) == noon);
}

TEST_CASE("a table that lacks a column is one clear error, which names those it has") {
    CHECK_THAT(what_of([] { read("epoch,loss\n1,2\n"); }),
               ContainsSubstring("has no column 'step', which event 'log.step' requires") &&
                   ContainsSubstring("its columns: 'epoch', 'loss'"));
    CHECK_THAT(what_of([] { read("step\n1\n", {.time = "when"}); }), ContainsSubstring("has no column 'when'"));
    CHECK_THAT(what_of([] { read("step\n1\n", {.of = {{"loss", "Loss"}}}); }),
               ContainsSubstring("has no column 'Loss'"));
    CHECK_THAT(what_of([] { read("step\n1\n", {.of = {{"lsos", "step"}}}); }),
               ContainsSubstring("no event that measures 'lsos'"));
    CHECK_THAT(what_of([] { read(""); }), ContainsSubstring("holds no table: it has no line of names"));
    CHECK_THAT(what_of([] { read("\"step\n1\n", {}, skipping); }), ContainsSubstring("holds no table"));
    CHECK(read("step\n").report.rows == 0);
}

TEST_CASE("a broken line is named: file, line, column and reason") {
    auto const fault = [](std::string const& text) { return what_of([&] { read(text); }); };
    CHECK_THAT(fault("step,loss\n1,2\n3\n"), ContainsSubstring("line 3, column 1: the row has 1 cells, the table 2"));
    CHECK_THAT(fault("step,loss\n1,abc\n"),
               ContainsSubstring("line 2, column 3: 'loss' of event 'log.step' is not a number"));
    CHECK_THAT(fault("step,loss\n1.5,2\n"),
               ContainsSubstring("line 2, column 1: 'step' of event 'log.step' is not a whole"));
    CHECK_THAT(fault("step,loss\n,2\n"), ContainsSubstring("line 2, column 1: 'step' is lacking"));
    CHECK_THAT(fault("step,note\n1,\"a\"b\n"), ContainsSubstring("line 2, column 6: behind the quote"));
    CHECK_THAT(fault("step,note\n1,\"a\nb\n2,c\n"), ContainsSubstring("line 2, column 3: a quote is not closed"));
    CHECK_THAT(fault("step,note\n1,\"a\nb\"\n2,c,d\n"), ContainsSubstring("line 4, column 1"));
    CHECK_THAT(fault("step\n9223372036854775808\n"), ContainsSubstring("is not a whole number that fits"));
    CHECK_THAT(fault("time,step\nyesterday,1\n"), ContainsSubstring("'time' of event 'log.step' is not a time"));
}

TEST_CASE("broken lines are left out and counted, if that is wanted") {
    auto const report = read("step,loss\n1,2\n3\n4,abc\nx,5\n6,7\n", {}, skipping).report;
    CHECK(report.rows == 3); // of 4 only the optional loss is lost
    CHECK(report.broken == 2);
    CHECK(report.ill_typed == ct::counts_by_name{{"log.step.loss", 1}, {"log.step.step", 1}});
    REQUIRE(report.notes.size() == 3);
    CHECK(report.notes[0].line == 3);
    CHECK(report.notes[1].line == 4);
    CHECK(report.notes[1].column == 3);
}

TEST_CASE("a text may hold separators, quotes and ends of lines") {
    auto const [run, report] = read("step,note\r\n1,\"a,b\"\"c\r\n\r\nd\"\r\n2,plain\r\n3,\r\n4,\"\"\r\n");
    REQUIRE(report.rows == 4);
    std::vector<std::optional<std::string>> notes;
    for (auto const& each : run.rows(logged))
        notes.push_back(each[l::note] ? std::optional<std::string>{*each[l::note]} : std::nullopt);
    CHECK(notes == std::vector<std::optional<std::string>>{"a,b\"c\r\n\r\nd", "plain", std::nullopt, ""});
}

TEST_CASE("what is no UTF-8 is replaced and counted, or refused") {
    auto const report = read("step,note\n1,a\xFF\n").report;
    CHECK(report.replaced == 1);
    CHECK_THAT(what_of([] { read("step,note\n1,a\xFF\n", {}, {.on_ill_formed = ct::ill_formed::refuse}); }),
               ContainsSubstring("line 2, column 3: bytes that are no UTF-8"));
}

TEST_CASE("every front of a table is read or refused, never wrong") {
    std::string const whole = "step,loss,note\n1,2.5,\"a\nb\"\n2,3.5,c\n";
    for (std::size_t size = 1; size != whole.size(); ++size) {
        test::folder const folder;
        test::put(folder / "log.csv", whole.substr(0, size));
        try {
            auto const [run, report] = ct::read_csv<logged>(folder / "log.csv", {}, skipping);
            CHECK(report.rows <= 2);
        } catch (ct::error const& e) {
            CHECK_THAT(e.what(), ContainsSubstring("log.csv"));
        }
    }
}
