// SPDX-License-Identifier: MIT
// Emission too early and too late: before any session, after the last one, while static objects are made and destroyed.
#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"

#include <crucible/telemetry/export/jsonl.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

constexpr auto batches = ct::watch(batch);
using session = ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, ct::policy_pack<>, ct::jsonl>;
ct::experiment const about{.name = "late"};

std::unique_ptr<session> session_writing(std::string const& path) {
    return std::make_unique<session>(about, batches, ct::policy_pack<>{}, ct::jsonl{path});
}

/// Emits while it is made, when nothing else may be there yet, and when everything else is gone.
struct emits_always {
    emits_always() { emit_steps(0, 3); }
    ~emits_always() { emit_steps(0, 3); }
};
emits_always const first_and_last;

/// A session that nobody destroys, and what the end of the process must find in its ledger.
session* forgotten = nullptr;
std::uint64_t emitted_to_forgotten = 0;

/// Made before any session, so it is destroyed after the sessions were stopped at exit.
struct looks_at_the_forgotten {
    ~looks_at_the_forgotten() {
        if (forgotten == nullptr) return;
        emit_steps(0, 7);
        ct::ledger const now = forgotten->ledger();
        bool const right = now.emitted == emitted_to_forgotten + 7 && now.in_flight == 0 && now.balanced() &&
                           now.total().recorded == emitted_to_forgotten &&
                           dropped(now, ct::drop_reason::stopped) == 7 &&
                           forgotten->info().status == ct::status::stopped;
        if (!right) {
            std::fputs("late: the ledger is wrong at the end of the process\n", stderr);
            std::_Exit(40);
        }
    }
} const last_look;

/// In a child: leaves a session running and exits. 0 when static destructors were content.
int leave_running(std::string const& path) {
    auto run = session_writing(path);
    emit_steps(0, 5);
    emitted_to_forgotten = 5;
    forgotten = run.release(); // NOLINT: it must outlive everything
    std::exit(0);
}

std::size_t lines_of(std::string const& path) {
    std::string const text = test::content(path);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

TEST_CASE("emission before any session, and after the last, is free and harmless") {
    emit_steps(0, 100);
    { ct::session run{about, batches, ct::policies<ct::manual>}; }
    emit_steps(0, 100);
    ct::session next{about, batches, ct::policies<ct::manual>};
    CHECK(next.ledger().emitted == 0);
}

TEST_CASE("rows after the stop are counted, to everyone and to the session itself") {
    ct::session run{about, batches};
    emit_steps(0, 10);
    REQUIRE_FALSE(run.stop());
    emit_steps(10, 20);
    for (int i = 0; i != 5; ++i) run.emit(row_of(i));
    check_exact(run.ledger(), 25);
    CHECK(run.ledger().total().recorded == 10);
    CHECK(dropped(run.ledger(), ct::drop_reason::stopped) == 15);
}

TEST_CASE("rows after a clean-up reach nobody") {
    ct::session run{about, batches};
    emit_steps(0, 10);
    run.clean_up(ct::keep_data);
    emit_steps(10, 20);
    check_exact(run.ledger(), 10);
    CHECK(holds_steps_up_to(run, 10));
}

TEST_CASE("exit stops a session that still runs: its file is put in place, and later rows are counted") {
    if (under_tsan) SKIP("the child ends with threads that the thread sanitizer takes for leaked");
    test::folder const folder;
    std::string const path = folder / "run.jsonl";
    CHECK(test::in_child([&] { return leave_running(path); }) == 0);
    CHECK(lines_of(path) >= 5);
    CHECK(folder.names() == std::vector<std::string>{"run.jsonl", "run.jsonl.meta.json"});
}

TEST_CASE("a session that is a static object puts its file in place") {
    test::folder const folder;
    std::string const path = folder / "run.jsonl";
    CHECK(test::in_child([&]() -> int {
              static session const run{about, batches, ct::policy_pack<>{}, ct::jsonl{path}};
              emit_steps(0, 5);
              std::exit(0);
          }) == 0);
    CHECK(lines_of(path) >= 5);
}

TEST_CASE("functions called at exit may emit, before and after the sessions are stopped") {
    test::folder const folder;
    std::string const path = folder / "run.jsonl";
    CHECK(test::in_child([&]() -> int {
              std::atexit([] { emit_steps(0, 3); });
              auto const run = session_writing(path);
              std::atexit([] { emit_steps(0, 3); });
              emit_steps(0, 5);
              std::exit(0);
          }) == 0);
    CHECK(lines_of(path) >= 5);
}

TEST_CASE("_exit and quick_exit leave no file half-written") {
    test::folder const folder;
    for (bool const quick : {false, true}) {
        std::string const path = folder / "run.jsonl";
        CHECK(test::in_child([&]() -> int {
                  auto const run = session_writing(path);
                  emit_steps(0, 50'000);
                  (void)run->flush(ages);
                  if (quick) std::quick_exit(0);
                  ::_exit(0);
              }) == 0);
        CHECK(test::content(path).empty()); // the rows lie in run.jsonl.partial
    }
}
