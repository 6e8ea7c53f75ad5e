// SPDX-License-Identifier: MIT
// Children of a process that runs sessions: they are told apart, write nothing of the parent's, and may run their own.
#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"

#include <crucible/telemetry/export/csv.hpp>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <set>
#include <sstream>

namespace {

constexpr auto batches = ct::watch(ct::on(batch, m::loss >> ct::count));
ct::experiment const about{.name = "fork"};

/// The thread sanitizer ends a child of a process with several threads as soon as it makes a thread, and may find its own
/// locks held by threads that the child lacks.
void skip_under_tsan() {
    if (under_tsan) SKIP("the thread sanitizer does not support forking a process of several threads");
}

class background_emitters {
public:
    explicit background_emitters(int threads) {
        for (int i = 0; i != threads; ++i)
            threads_.emplace_back([this] {
                while (!enough_.load(std::memory_order_relaxed)) {
                    ct::emit(row_of(next_.fetch_add(1, std::memory_order_relaxed)));
                    std::this_thread::sleep_for(std::chrono::microseconds{10});
                }
            });
    }
    background_emitters(background_emitters const&) = delete;
    background_emitters& operator=(background_emitters const&) = delete;
    ~background_emitters() { (void)stop(); }

    /// How many rows were emitted.
    std::uint64_t stop() {
        enough_ = true;
        for (auto& t : threads_) t.join();
        threads_.clear();
        return static_cast<std::uint64_t>(next_.load());
    }

private:
    std::atomic<bool> enough_{false};
    std::atomic<std::int64_t> next_{0};
    std::vector<std::thread> threads_;
};

/// Emits 10 rows twice over and looks at the parent's session from a child; the number of what is wrong, 0 for nothing.
template <class Run>
int emit_as_child(Run& run) {
    std::uint64_t const before = dropped(run.ledger(), ct::drop_reason::forked_child);
    emit_steps(0, 10);
    for (int i = 0; i != 10; ++i) run.emit(row_of(i));
    if (dropped(run.ledger(), ct::drop_reason::forked_child) != before + 20) return 1;
    if (run.stop() != ct::errc::forked_child || run.pause() != ct::errc::forked_child) return 2;
    if (run.resume() != ct::errc::forked_child || run.flush() != ct::errc::forked_child) return 3;
    if (!run.rows(batch).empty() || run.info().about.name != "fork") return 4;
    (void)run[m::loss][ct::count];
    (void)run.exports();
    run.reset();
    return 0;
}

int run_a_session_of_ones_own() {
    ct::session own{{.name = "child"}, batches, ct::policies<ct::block>};
    emit_steps(0, 1000);
    if (own.stop()) return 11;
    ct::ledger const now = own.ledger();
    return now.emitted == 1000 && now.total().recorded == 1000 && own.rows(batch).size() == 1000 ? 0 : 12;
}

/// g++ 12's address sanitizer leaves the locks of its allocator as a fork finds them: a child that allocates may wait for one
/// that another thread of its parent held.
void skip_under_asan() {
    if (under_asan) SKIP("the address sanitizer's allocator does not survive the fork of a process of several threads");
}

} // namespace

TEST_CASE("a hundred forks while threads emit: the parent's file has every row once, the children add nothing") {
    skip_under_tsan();
    skip_under_asan();
    test::folder const folder;
    std::string const path = folder / "run.csv";
    std::uint64_t emitted = 0;
    {
        ct::session run{about, batches, ct::policies<ct::block>, ct::csv{path}};
        background_emitters others{4};
        for (int i = 0; i != 100; ++i) {
            int const wrong = test::in_child([&]() -> int {
                if (int const n = emit_as_child(run); n != 0) return n;
                if (i % 4 == 1) return run_a_session_of_ones_own();
                if (i % 4 == 2) std::exit(0); // with atexit handlers and static destructors
                return 0;
            });
            CHECK(wrong == 0);
            if (wrong != 0) break;
        }
        emitted = others.stop();
        REQUIRE_FALSE(run.stop());
        check_exact(run.ledger(), emitted);
        CHECK(run.ledger().total().recorded == emitted);
    }
    std::istringstream file{test::content(path)};
    std::set<std::string> lines;
    std::uint64_t count = 0;
    std::string line;
    for (std::getline(file, line); std::getline(file, line); ++count)
        lines.insert(line.substr(line.find("train.batch")));
    CHECK(count == emitted);
    CHECK(lines.size() == emitted); // each has a step of its own
    CHECK(folder.names() == std::vector<std::string>{"run.csv", "run.csv.meta.json"});
}

TEST_CASE("a child may end its copy of the session: the parent's goes on") {
    skip_under_tsan();
    skip_under_asan();
    test::folder const folder;
    auto run = std::make_unique<ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, ct::policy_pack<>, ct::csv>>(
        about, batches, ct::policy_pack<>{}, ct::csv{folder / "run.csv"});
    emit_steps(0, 10);
    CHECK(test::in_child([&] {
              emit_steps(0, 10);
              run.reset();
              return run_a_session_of_ones_own();
          }) == 0);
    emit_steps(10, 20);
    REQUIRE_FALSE(run->stop());
    CHECK(holds_steps_up_to(*run, 20));
    check_exact(run->ledger(), 20);
    CHECK(folder.names() == std::vector<std::string>{"run.csv", "run.csv.meta.json"});
}

TEST_CASE("a child of a child is told apart too") {
    skip_under_tsan();
    ct::session run{about, batches, ct::policies<ct::manual>};
    CHECK(test::in_child([&] {
              ct::session own{about, batches, ct::policies<ct::manual>};
              emit_steps(0, 5);
              int const wrong = test::in_child([&] {
                  if (int const n = emit_as_child(own); n != 0) return n;
                  return emit_as_child(run);
              });
              own.drain();
              return wrong != 0 ? wrong : own.ledger().total().recorded == 5 ? 0 : 20;
          }) == 0);
    run.drain();
    check_exact(run.ledger(), 0);
}

TEST_CASE("a child's scopes end quietly, and bind nothing") {
    skip_under_tsan();
    ct::session run{about, batches, ct::policies<ct::manual, ct::scoped>};
    auto scope = std::make_unique<ct::scope>(run.bind());
    CHECK(test::in_child([&] {
              emit_steps(0, 3);
              if (dropped(run.ledger(), ct::drop_reason::forked_child) != 3) return 1;
              scope.reset();
              emit_steps(0, 3);
              return dropped(run.ledger(), ct::drop_reason::forked_child) == 3 ? 0 : 2;
          }) == 0);
    emit_steps(0, 3);
    run.drain();
    check_exact(run.ledger(), 3);
}

TEST_CASE("forking while other threads compose, list and end sessions leaves no child hanging") {
    skip_under_tsan();
    std::atomic<bool> enough{false};
    std::thread composer{[&] {
        while (!enough) {
            ct::session run{about, batches, ct::policies<ct::manual, ct::ring_of<4096>>};
            (void)ct::experiments();
        }
    }};
    for (int i = 0; i != 100; ++i) {
        int const wrong = test::in_child([] {
            ct::session own{about, batches, ct::policies<ct::manual, ct::ring_of<4096>>};
            return ct::find_experiment(own.id()) ? 0 : 1;
        });
        CHECK(wrong == 0);
        if (wrong != 0) break;
    }
    enough = true;
    composer.join();
}
