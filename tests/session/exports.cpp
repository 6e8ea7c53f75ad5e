// SPDX-License-Identifier: MIT
// Exporters in a session: what they are given, what they may do wrong, and that files appear whole or not at all.
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"
#include "session/recorder.hpp"

#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>

#include <algorithm>

namespace {

constexpr auto both = ct::watch(batch, remark);
ct::experiment const about{
    .name = "exports", .hypothesis = "they arrive", .condition = "treatment", .tags = {"a", "b"}, .sample_size = 7};

std::int64_t lines_of(std::string const& text) {
    return std::count(text.begin(), text.end(), '\n');
}

/// Rows of four threads in turn, so that several rings have to be merged.
void emit_in_turn() {
    for (std::int64_t i = 0; i != 40; ++i)
        std::thread{[i] {
            if (i % 2 == 0) ct::emit(row_of(i));
            else ct::emit(remark(m::step = i, m::note = "odd"));
        }}.join();
}

} // namespace

TEMPLATE_TEST_CASE("exporters get every row of every event, in order of time, and are closed once", "", ct::manual,
                   ct::background, ct::inplace) {
    test::recorder const one, two;
    ct::session run{about, both, ct::policies<TestType>, one, two};
    for (std::int64_t i = 0; i != 20; ++i) {
        ct::emit(row_of(i));
        ct::emit(remark(m::step = i, m::note = "after a batch"));
    }
    REQUIRE_FALSE(run.stop());
    CHECK_FALSE(run.stop());
    for (auto const& to : {one.to, two.to}) {
        REQUIRE(to->events.size() == 40);
        for (std::size_t i = 0; i != 40; ++i) CHECK(to->events[i] == (i % 2 == 0 ? "train.batch" : "train.remark"));
        CHECK(std::is_sorted(to->times.begin(), to->times.end()));
        CHECK(to->closed == 1);
    }
    for (auto const& report : run.exports()) {
        CHECK(report.written == 40);
        CHECK(report.failed == 0);
        CHECK(report.closed);
        CHECK_FALSE(report.error);
    }
}

TEST_CASE("rows of many threads reach an exporter in order of time") {
    test::recorder const exporter;
    ct::session run{about, both, ct::policies<ct::manual>, exporter};
    emit_in_turn();
    REQUIRE_FALSE(run.stop());
    REQUIRE(exporter.to->events.size() == 40);
    for (std::size_t i = 0; i != 40; ++i)
        CHECK(exporter.to->events[i] == (i % 2 == 0 ? "train.batch" : "train.remark"));
}

TEST_CASE("exporters are told about the run") {
    test::recorder const exporter;
    ct::session const run{about, both, exporter};
    CHECK(exporter.to->about.id == run.id());
    CHECK(exporter.to->about.name == "exports");
    CHECK(exporter.to->about.hypothesis == "they arrive");
    CHECK(exporter.to->about.condition == "treatment");
    CHECK(exporter.to->about.tags == about.tags);
    CHECK(exporter.to->about.sample_size == 7);
    CHECK(exporter.to->about.started == run.info().started);
}

TEST_CASE("an exporter that throws is counted, and the others, the store and the account go on") {
    test::recorder const bad, good;
    bad.to->throws_left = 1'000'000;
    ct::session run{about, both, ct::policies<ct::manual>, bad, good};
    for (std::int64_t i = 0; i != 50; ++i) {
        emit_steps(i * 10, (i + 1) * 10);
        run.drain();
    }
    auto const how = run.stop();
    CHECK(how == ct::errc::incomplete_export);
    CHECK(how.why().find("500 rows lost: the exporter's disk is on fire") != std::string::npos);
    CHECK(bad.to->closed == 0); // what lacks rows is not closed as if it were whole
    CHECK(bad.to->abandoned == 1);
    CHECK(good.to->rows() == 500);
    CHECK(bad.to->rows() == 0);
    auto const reports = run.exports();
    CHECK(reports[0].written == 0);
    CHECK(reports[0].failed == 500);
    CHECK(reports[0].threw >= 1);
    CHECK(reports[0].threw <= 10); // it was left alone for longer and longer
    CHECK(reports[1].written == 500);
    CHECK(reports[1].failed == 0);
    check_exact(run.ledger(), 500);
    CHECK(run.ledger().total().recorded == 500);
}

TEST_CASE("an exporter that throws once is given rows again") {
    test::recorder const exporter;
    exporter.to->throws_left = 1;
    ct::session run{about, both, ct::policies<ct::manual>, exporter};
    for (std::int64_t i = 0; i != 10; ++i) {
        emit_steps(i, i + 1);
        run.drain();
    }
    CHECK(run.exports()[0].threw == 1);
    CHECK(run.exports()[0].written == 9);
    CHECK(run.ledger().sinks.size() == 1);
    CHECK(run.ledger().sinks[0].why == "the exporter's disk is on fire");
}

TEST_CASE("an exporter that cannot be closed says so, stop says so too, and the others are closed") {
    test::recorder const bad, good;
    bad.to->closes_with = std::make_error_code(std::errc::no_space_on_device);
    ct::session run{about, both, bad, good};
    emit_steps(0, 3);
    CHECK(run.stop() == ct::errc::incomplete_export);
    CHECK(run.stop() == ct::errc::incomplete_export);
    CHECK(run.exports()[0].error == std::errc::no_space_on_device);
    CHECK(run.exports()[0].closed);
    CHECK_FALSE(run.exports()[1].error);
}

TEST_CASE("an exporter that cannot begin is one clear error, and leaves no session behind") {
    test::folder const folder;
    std::string const path = folder / "no such folder/run.csv";
    try {
        ct::session const run{about, both, ct::jsonl{folder / "run.jsonl"}, ct::csv{path}};
        FAIL("it began");
    } catch (ct::error const& e) {
        CHECK(e.code() == std::errc::no_such_file_or_directory);
        CHECK(std::string{e.what()}.find(path) != std::string::npos);
    }
    CHECK(ct::experiments().empty());
    CHECK(folder.names().empty());
    for (int i = 0; i != 100; ++i) CHECK_THROWS_AS(ct::session(about, both, ct::csv{path}), ct::error);
    ct::session const run{about, both}; // no place was lost
    emit_steps(0, 3);
}

TEST_CASE("files are in place after the stop, and not before") {
    test::folder const folder;
    ct::session run{about, both, ct::csv{folder / "run.csv"}, ct::jsonl{folder / "run.jsonl"}};
    emit_steps(0, 1000);
    ct::emit(remark(m::step = 1000, m::note = "a \"note\",\nin two lines"));
    REQUIRE_FALSE(run.flush(ages));
    CHECK(test::content(folder / "run.csv").empty());
    CHECK(folder.names().size() == 4); // all partial
    REQUIRE_FALSE(run.stop());
    CHECK(folder.names() ==
          std::vector<std::string>{"run.csv", "run.csv.meta.json", "run.jsonl", "run.jsonl.meta.json"});
    CHECK(lines_of(test::content(folder / "run.jsonl")) == 1001);
    CHECK(run.exports()[0].written == 1001);
    CHECK(run.exports()[1].written == 1001);
}

namespace {

/// Writes steps into a file, and throws at one of them; `Keeps`: it can put aside what it has.
template <bool Keeps>
struct breaking {
    std::string path;
    std::int64_t breaks_at;

    class writer {
    public:
        explicit writer(breaking const& of) : file_{of.path}, breaks_at_{of.breaks_at} {}
        void write(auto const& row) {
            if (row[m::step] == breaks_at_) throw std::runtime_error{"it breaks"};
            file_.write(std::to_string(row[m::step]) + "\n");
            ++rows_;
        }
        std::error_code close() noexcept { return file_.commit(); }
        std::error_code keep_incomplete() noexcept
            requires Keeps
        {
            return file_.keep_incomplete();
        }
        void abandon() noexcept { file_.abandon(); }
        [[nodiscard]] std::uint64_t written() const noexcept { return rows_; }
        [[nodiscard]] std::uint64_t failed() const noexcept { return 0; }

    private:
        ct::staged_file file_;
        std::int64_t breaks_at_;
        std::uint64_t rows_ = 0;
    };
    [[nodiscard]] writer open(ct::run_info const&, auto) const { return writer{*this}; }
};

} // namespace

TEMPLATE_TEST_CASE("a file with a hole never gets its name, wherever the hole is", "", breaking<true>,
                   breaking<false>) {
    constexpr std::int64_t rows = 12;
    for (std::int64_t at = 0; at != rows; ++at) {
        test::folder const folder;
        ct::session run{about, both, ct::policies<ct::manual>, TestType{folder / "steps.txt", at}};
        for (std::int64_t i = 0; i != rows; i += 4) {
            emit_steps(i, i + 4);
            run.drain();
        }
        auto const how = run.stop();
        CHECK(how == ct::errc::incomplete_export);
        CHECK(how.why().find("it breaks") != std::string::npos);
        bool const keeps = std::same_as<TestType, breaking<true>>;
        std::vector<std::string> const kept{"steps.txt.incomplete"}, nothing{};
        CHECK(folder.names() == (keeps ? kept : nothing));
        auto const report = run.exports()[0];
        CHECK(report.written + report.failed == rows);
        if (keeps) CHECK(lines_of(test::content(folder / "steps.txt.incomplete")) == std::int64_t(report.written));
        check_exact(run.ledger(), rows);
    }
}

namespace {
/// A simulation's time, which stands still.
struct standing_still {
    using role = ct::clock_role;
    static std::int64_t now() noexcept { return 0; }
};
} // namespace

TEMPLATE_TEST_CASE("files that grow can be read while the session runs, whatever its clock says", "", ct::tsc_clock,
                   standing_still) {
    test::folder const folder;
    ct::session run{about, both, ct::policies<TestType>, ct::jsonl{folder / "run.jsonl"}};
    for (std::int64_t i = 1; i != 4; ++i) {
        emit_steps(0, 10);
        CHECK(eventually([&] { return lines_of(test::content(folder / "run.jsonl.partial")) == 10 * i; }));
    }
    REQUIRE_FALSE(run.stop());
    CHECK(folder.names() == std::vector<std::string>{"run.jsonl", "run.jsonl.meta.json"});
}

TEMPLATE_TEST_CASE("flush reaches the file, whoever handles rows, and the report says what it has", "", ct::manual,
                   ct::background, ct::inplace) {
    test::folder const folder;
    ct::session run{about, both, ct::policies<TestType, ct::flush_within<60'000>>, ct::jsonl{folder / "run.jsonl"},
                    ct::csv{folder / "run.csv"}};
    for (std::int64_t i = 1; i != 4; ++i) {
        emit_steps(0, 10);
        REQUIRE_FALSE(run.flush(ages));
        CHECK(lines_of(test::content(folder / "run.jsonl.partial")) == 10 * i);
    }
    for (auto const& each : run.exports()) {
        CHECK(each.partial == each.target + ".partial");
        CHECK(each.flushed == 30);
    }
    REQUIRE_FALSE(run.stop());
    for (auto const& each : run.exports()) {
        CHECK(each.partial.empty());
        CHECK(each.flushed == 30);
        CHECK(each.written == 30);
    }
}

TEST_CASE("flush reaches the file for rows that come too late for the rows in hand") {
    test::folder const folder;
    test::recorder const slow;
    slow.to->stalls = true;
    ct::session run{about, both, ct::policies<ct::flush_within<60'000>>, ct::jsonl{folder / "run.jsonl"}, slow};
    emit_steps(0, 1);
    REQUIRE(eventually([&] { return slow.to->stalled.load(); }));
    emit_steps(1, 2);
    std::error_code flushed;
    std::thread flushing{[&] { flushed = run.flush(ages); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{50}); // until it waits
    slow.to->go_on();
    flushing.join();
    CHECK_FALSE(flushed);
    CHECK(lines_of(test::content(folder / "run.jsonl.partial")) == 2);
}

TEST_CASE("where rows are handled in place, files grow with them") {
    test::folder const folder;
    ct::session run{about, both, ct::policies<ct::inplace, ct::flush_within<0>>, ct::jsonl{folder / "run.jsonl"}};
    for (std::int64_t i = 1; i != 4; ++i) {
        emit_steps(0, 1);
        CHECK(lines_of(test::content(folder / "run.jsonl.partial")) == i);
    }
}

TEST_CASE("the destructor puts files in place") {
    test::folder const folder;
    {
        ct::session const run{about, both, ct::jsonl{folder / "run.jsonl"}};
        emit_steps(0, 10);
    }
    CHECK(lines_of(test::content(folder / "run.jsonl")) == 10);
}

TEST_CASE("a pause leaves its rows out of the files, and nothing else") {
    test::folder const folder;
    ct::session run{about, both, ct::jsonl{folder / "run.jsonl"}};
    emit_steps(0, 10);
    REQUIRE_FALSE(run.pause());
    emit_steps(10, 20);
    REQUIRE_FALSE(run.resume());
    emit_steps(20, 30);
    REQUIRE_FALSE(run.stop());
    CHECK(lines_of(test::content(folder / "run.jsonl")) == 20);
    CHECK(dropped(run.ledger(), ct::drop_reason::paused) == 10);
    auto const info = run.info();
    CHECK(info.pause_count == 1);
    CHECK(info.pausing > std::chrono::nanoseconds{0});
    CHECK(info.active + info.pausing == info.wall);
}

namespace {

/// Counts the ticks of its writer after it was closed.
struct late_ticks {
    struct counts {
        bool closed = false;
        int late = 0;
    };
    std::shared_ptr<counts> seen = std::make_shared<counts>();

    struct writer {
        std::shared_ptr<counts> seen;
        template <class Row>
        void write(Row const&) {}
        void tick() noexcept { seen->late += seen->closed; }
        std::error_code close() noexcept { return seen->closed = true, std::error_code{}; }
        void abandon() noexcept {}
        [[nodiscard]] std::uint64_t written() const noexcept { return 0; }
        [[nodiscard]] std::uint64_t failed() const noexcept { return 0; }
    };
    template <class Events>
    writer open(ct::run_info const&, Events) const {
        return {seen};
    }
};

} // namespace

TEMPLATE_TEST_CASE("what is closed is not told to flush", "", ct::manual, ct::background, ct::inplace) {
    late_ticks const sink;
    ct::session run{about, both, ct::policies<TestType, ct::flush_within<0>>, sink};
    emit_steps(0, 3);
    REQUIRE_FALSE(run.stop());
    (void)run.flush(std::chrono::milliseconds{10});
    CHECK(sink.seen->closed);
    CHECK(sink.seen->late == 0);
}
