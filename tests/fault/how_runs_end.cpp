// SPDX-License-Identifier: MIT
// docs/how_runs_end.md, line by line: what is in the files, what they are called, and what the ledger says.

#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/session/stop_on_signal.hpp>

#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"
#include "session/recorder.hpp"

#include <csignal>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using names = std::vector<std::string>;
constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "ends"};

std::uint64_t rows_in(std::string const& path) {
    std::string const text = test::content(path);
    std::uint64_t rows = 0;
    for (std::size_t at = 0; (at = text.find("train.batch", at)) != std::string::npos; ++at) ++rows;
    return rows;
}

auto run_into(test::folder const& folder) {
    return ct::session{about, batches, ct::policies<ct::block, ct::ignore_loss>, ct::csv{folder / "run.csv"},
                       ct::jsonl{folder / "run.jsonl"}};
}
using run_t = decltype(run_into(std::declval<test::folder const&>()));

/// As in a program without a test framework.
void handle_no_signal() {
    for (int const each : {SIGINT, SIGTERM, SIGABRT, SIGSEGV}) std::signal(each, SIG_DFL);
    rlimit const no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
}

/// A process emits 100 rows, flushes, emits 50, and then ends like this; how it did.
int process_that(test::folder const& folder, std::function<void(run_t&)> const& ends) {
    return test::in_child([&] {
        handle_no_signal();
        run_t run = run_into(folder);
        emit_steps(0, 100);
        if (run.flush(ages)) return 40;
        emit_steps(100, 150);
        ends(run);
        return 41;
    });
}

void check_complete(test::folder const& folder) {
    CHECK(folder.names_without_meta() == names{"run.csv", "run.jsonl"});
    CHECK(rows_in(folder / "run.csv") == 150);
    CHECK(rows_in(folder / "run.jsonl") == 150);
}

/// What was flushed is there; and the next run finds it, and keeps it under a name that says what it is.
void check_partial(test::folder const& folder) {
    CHECK(folder.names_without_meta() == names{"run.csv.partial", "run.jsonl.partial"});
    for (char const* const name : {"run.csv.partial", "run.jsonl.partial"}) {
        CHECK(rows_in(folder / name) >= 100);
        CHECK(test::content(folder / name).ends_with('\n'));
    }
    run_t next = run_into(folder);
    CHECK_FALSE(next.stop());
    CHECK(folder.names_without_meta() == names{"run.csv", "run.csv.incomplete", "run.jsonl", "run.jsonl.incomplete"});
    CHECK(rows_in(folder / "run.csv.incomplete") >= 100);
    CHECK(rows_in(folder / "run.csv") == 0);
}

} // namespace

TEST_CASE("a run that is stopped, or destroyed, is complete") {
    test::folder const stopped, destroyed;
    {
        run_t run = run_into(stopped);
        emit_steps(0, 150);
        CHECK_FALSE(run.stop());
        check_exact(run.ledger(), 150);
        CHECK(run.ledger().total().recorded == 150);
        CHECK(run.ledger().lost() == 0);
        CHECK(run.exports()[0].complete());
    }
    {
        run_t const run = run_into(destroyed);
        emit_steps(0, 150);
    }
    check_complete(stopped);
    check_complete(destroyed);
}

TEST_CASE("a loop that is asked to stop ends itself, and the run is complete") {
    test::folder const folder;
    run_t run = run_into(folder);
    std::int64_t step = 0;
    for (; !run.stop_requested(); ++step) {
        emit_steps(step, step + 1);
        if (step == 149) run.handle().request_stop();
    }
    CHECK(step == 150);
    CHECK_FALSE(run.stop());
    check_exact(run.ledger(), 150);
    check_complete(folder);
}

TEST_CASE("an exception that somebody catches ends a run like any other way out of its scope") {
    test::folder const folder;
    try {
        run_t const run = run_into(folder);
        emit_steps(0, 150);
        throw std::runtime_error{"the loss is not a number"};
    } catch (std::runtime_error const&) {
    }
    check_complete(folder);
}

TEST_CASE("exit stops runs that nobody stopped") {
    test::folder const folder;
    CHECK(process_that(folder, [](run_t&) { std::exit(0); }) == 0);
    check_complete(folder);
}

TEST_CASE("at exit, sessions that are stuck share one deadline") {
    auto const begun = std::chrono::steady_clock::now();
    CHECK(test::in_child([]() -> int {
              test::recorder const stuck;
              stuck.to->stalls = true;
              auto const one = [&] {
                  return ct::session{about, batches, ct::policies<ct::exit_within<1000>, ct::ignore_loss>, stuck};
              };
              auto const a = one(), b = one(), c = one(), d = one(), e = one(), f = one(), g = one(), h = one();
              emit_steps(0, 1);
              std::exit(0);
          }) == 0);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{4});
}

TEST_CASE("SIGINT and SIGTERM for which the program has stop_on_signal: the run is complete") {
    for (int const signal : {SIGINT, SIGTERM}) {
        test::folder const folder;
        CHECK(test::in_child([&] {
                  handle_no_signal();
                  {
                      ct::stop_on_signal const stop;
                      run_t run = run_into(folder);
                      for (int step = 0; !stop.stop_requested(); ++step) {
                          emit_steps(step, step + 1);
                          if (step == 149) ::raise(signal);
                      }
                      if (run.stop() || run.ledger().total().recorded != 150) return 1;
                  }
                  return ::raise(signal); // the shell sees that it was a signal
              }) == 128 + signal);
        check_complete(folder);
    }
}

TEST_CASE("SIGINT and SIGTERM without it, crashes, and exceptions that nobody catches: what was flushed is partial") {
    for (int const signal : {SIGINT, SIGTERM, SIGSEGV, SIGABRT, SIGKILL}) {
        test::folder const folder;
        CHECK(process_that(folder, [&](run_t&) { ::raise(signal); }) == 128 + signal);
        check_partial(folder);
    }
    test::folder const folder;
    CHECK(process_that(folder, [](run_t&) {
              ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO); // terminate says what was thrown
              std::thread{[] { throw std::runtime_error{"nobody catches it"}; }}.join();
          }) == 128 + SIGABRT);
    check_partial(folder);
}

TEST_CASE("quick_exit and _exit run nothing: what was flushed is partial") {
    test::folder const quick, at_once;
    CHECK(process_that(quick, [](run_t&) { std::quick_exit(0); }) == 0);
    check_partial(quick);
    CHECK(process_that(at_once, [](run_t&) { ::_exit(0); }) == 0);
    check_partial(at_once);
}

TEST_CASE("quick_exit after at_quick_exit was told to stop the runs: complete") {
    test::folder const folder;
    CHECK(process_that(folder, [](run_t&) {
              std::at_quick_exit([] {
                  for (ct::handle const& each : ct::sessions()) (void)each.stop();
              });
              std::quick_exit(0);
          }) == 0);
    check_complete(folder);
}

TEST_CASE("a forked child: the parent's run goes on without its rows, however the child ends") {
    test::folder const folder;
    run_t run = run_into(folder);
    emit_steps(0, 100);
    CHECK(test::in_child([&]() -> int {
              emit_steps(0, 7);
              ct::ledger const now = run.ledger();
              if (dropped(now, ct::drop_reason::forked_child) != 7 || run.stop() != ct::errc::forked_child) return 1;
              std::exit(0);
          }) == 0);
    CHECK(test::in_child([] { return ::raise(SIGKILL); }) == 128 + SIGKILL);
    CHECK(folder.names_without_meta() == names{"run.csv.partial", "run.jsonl.partial"});
    emit_steps(100, 150);
    CHECK_FALSE(run.stop());
    check_complete(folder);
    check_exact(run.ledger(), 150);
}

TEST_CASE("a full disk: the old file stands, what could be written is incomplete, and it is told") {
    test::folder const folder;
    test::put(folder / "run.jsonl", "old");
    CHECK(test::in_child([&] {
              rlimit const small{10'000, 10'000};
              ::setrlimit(RLIMIT_FSIZE, &small);
              std::signal(SIGXFSZ, SIG_IGN);
              ct::session run{about, batches, ct::policies<ct::block, ct::ignore_loss>,
                              ct::jsonl{folder / "run.jsonl"}};
              emit_steps(0, 30);
              if (run.flush(ages)) return 40;
              emit_steps(30, 150);
              ct::outcome const how = run.stop();
              if (how != ct::errc::incomplete_export) return 1;
              if (how.why().find("run.jsonl.incomplete'") == std::string::npos) return 2;
              ct::sink_report const report = run.exports()[0];
              if (report.complete() || report.written < 30 || report.written + report.failed != 150) return 3;
              if (rows_in(folder / "run.jsonl.incomplete") != report.written) return 4;
              ct::ledger const ledger = run.ledger(); // the rows themselves are in the store
              if (!ledger.balanced() || ledger.lost() != 0 || ledger.total().recorded != 150) return 5;
              return ledger.sinks.size() == 1 && run.rows(batch).size() == 150 ? 0 : 6;
          }) == 0);
    CHECK(folder.names_without_meta() == names{"run.jsonl", "run.jsonl.incomplete"});
    CHECK(test::content(folder / "run.jsonl") == "old");
}

TEST_CASE("a sink that is stuck: the end holds to its deadline, and counts what nobody handled") {
    test::folder const folder;
    test::recorder const stuck;
    ct::session run{about, batches, ct::policies<ct::exit_within<200>, ct::ignore_loss>,
                    ct::jsonl{folder / "run.jsonl"}, stuck};
    emit_steps(0, 100);
    REQUIRE_FALSE(run.flush(ages));
    stuck.to->stalls = true;
    emit_steps(100, 101);
    REQUIRE(eventually([&] { return stuck.to->stalled.load(); }));
    emit_steps(101, 150);
    CHECK(run.stop() == ct::errc::deadline_exceeded);
    ct::ledger const ledger = run.ledger();
    check_exact(ledger, 150);
    CHECK(dropped(ledger, ct::drop_reason::exit_deadline) == 49);
    CHECK(ledger.lost() == 49);
    CHECK(ledger.sinks.size() == 2);
    CHECK(folder.names_without_meta() == names{"run.jsonl.partial"});
    CHECK(rows_in(folder / "run.jsonl.partial") >= 100);
    stuck.to->go_on(); // where the process goes on, so does the worker
    CHECK(eventually([&] { return folder.names_without_meta() == names{"run.jsonl.incomplete"}; }));
}
