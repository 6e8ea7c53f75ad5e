// SPDX-License-Identifier: MIT
// What is lost is told: once, at the end, by whom the session was told to; and nothing is told when nothing is lost.
#include <crucible/telemetry/session/loss_report.hpp>

#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"
#include "session/recorder.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "losing"};
using small = ct::ring_of<4096>;

/// What a child process that does this says on stderr.
std::string said_by(std::function<int()> const& run) {
    test::folder const folder;
    int const status = test::in_child([&] {
        int const file = ::open((folder / "stderr").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        return ::dup2(file, STDERR_FILENO) < 0 ? 40 : run();
    });
    CHECK(status == 0);
    return test::content(folder / "stderr");
}

std::ptrdiff_t lines_in(std::string const& text) { return std::count(text.begin(), text.end(), '\n'); }

/// A session that loses all but 128 rows of 1,000.
template <class... Policies>
auto losing_session() {
    return ct::session{about, batches, ct::policies<ct::manual, small, Policies...>};
}

/// A policy of one's own: counts and keeps.
struct kept {
    using role = ct::loss_role;
    static inline std::atomic<int> told{0};
    static inline std::uint64_t lost = 0;
    static inline std::string id{}, line{};
    static inline bool listed = false;

    static void on_loss(ct::loss_report const& of) noexcept {
        ++told;
        lost = of.ledger.lost();
        id = of.id, line = of.text();
        listed = ct::find_experiment(of.id).has_value(); // no lock is held
    }
    static void reset() { told = 0, lost = 0, id.clear(), line.clear(); }
};
static_assert(ct::loss_policy<kept> && ct::loss_policy<ct::print_loss> && ct::loss_policy<ct::ignore_loss>);
static_assert(std::same_as<ct::default_policies::of<ct::loss_role, void>, ct::print_loss>);

ct::ledger account_of(std::initializer_list<ct::drop_reason> reasons) {
    ct::account of{.recorded = 90};
    for (ct::drop_reason const each : reasons) of.count(each, 5);
    return {.events = {{"train.batch", of}}, .emitted = of.settled()};
}

} // namespace

TEST_CASE("the line names session, number, reasons and what helps") {
    ct::ledger const account = account_of({ct::drop_reason::ring_full, ct::drop_reason::paused,
                                           ct::drop_reason::exit_deadline});
    CHECK(ct::loss_report{"99a0908945cc63c3", "bert-ft", account}.text() ==
          "crucible_telemetry: experiment 'bert-ft' (99a0908945cc63c3) lost 10 of 105 rows: 5 ring_full (the worker "
          "fell behind: larger rings by ct::ring_of, or wait by ct::block); 5 exit_deadline (a sink was stuck: more time "
          "by ct::exit_within, or a faster sink)");
}

TEST_CASE("sinks that lack rows are named, and where what they have is") {
    ct::ledger account = account_of({});
    account.sinks.push_back({.target = "run.csv", .partial = "run.csv.partial", .failed = 3,
                             .error = std::make_error_code(std::errc::no_space_on_device), .why = "no space"});
    account.sinks.push_back({.error = ct::errc::incomplete_export});
    CHECK(ct::loss_report{"1", "a", account}.text() ==
          "crucible_telemetry: experiment 'a' (1) lost rows: run.csv: 3 rows lost: no space; what was written is in "
          "'run.csv.partial'; a sink: rows could not be written; no file that lacks them got the target's name");
}

TEST_CASE("a plugin with a hub of its own is told, alone or after what was lost") {
    std::string const told = " does not hear what a plugin emits to everyone, which has a hub of its own "
                             "(link the program with -rdynamic)";
    ct::ledger account = account_of({});
    account.other_hub = true;
    CHECK(ct::loss_report{"1", "a", account}.text() == "crucible_telemetry: experiment 'a' (1)" + told);
    account = account_of({ct::drop_reason::too_big});
    account.other_hub = true;
    std::string const line = ct::loss_report{"1", "a", account}.text();
    CHECK(line.find(" lost 5 of 95 rows: ") != std::string::npos);
    CHECK(line.ends_with("; it" + told));
}

TEST_CASE("whatever an experiment is called, it is one line that gives a terminal no orders") {
    ct::ledger const account = account_of({ct::drop_reason::too_big});
    std::string const line = ct::loss_report{"1", "a\nb\x1b[2J\x7f", account}.text();
    CHECK(line.find("experiment 'a?b?[2J?' (1)") != std::string::npos);
    CHECK(std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }));
}

TEST_CASE("what was lost has a remedy, and what was not lost has none") {
    for (std::size_t i = 0; i != ct::drop_reasons; ++i) {
        auto const reason = static_cast<ct::drop_reason>(i);
        CHECK(ct::remedy(reason).empty() == (account_of({reason}).lost() == 0));
    }
}

TEST_CASE("by default one line goes to stderr, once") {
    std::string const said = said_by([] {
        auto run = losing_session<>();
        emit_steps(0, 1000);
        run.drain();
        (void)run.stop(), (void)run.stop();
        return 0;
    });
    CHECK(lines_in(said) == 1);
    CHECK(said.find("experiment 'losing' (") != std::string::npos);
    CHECK(said.find("lost 872 of 1000 rows: 872 ring_full (") != std::string::npos);
}

TEST_CASE("it is told however the session ends") {
    auto const emit_and = [](auto end) {
        return said_by([=] {
            static auto run =
                std::make_unique<decltype(losing_session<>())>(about, batches, ct::policies<ct::manual, small>);
            emit_steps(0, 1000);
            end(*run, [] { run.reset(); });
            return 0;
        });
    };
    CHECK(lines_in(emit_and([](auto&, auto destroy) { destroy(); })) == 1);
    CHECK(lines_in(emit_and([](auto& run, auto) { run.clean_up(); })) == 1);
    CHECK(lines_in(emit_and([](auto& run, auto) { (void)run.handle().stop(); })) == 1);
    if (!under_tsan) CHECK(lines_in(emit_and([](auto&, auto) { std::exit(0); })) == 1);
}

TEST_CASE("a session that lost nothing says nothing") {
    CHECK(said_by([] {
              ct::session run{about, batches};
              emit_steps(0, 1000);
              if (run.flush(ages) || run.pause()) return 1;
              emit_steps(0, 10); // nobody wants them: no loss
              if (run.stop()) return 2;
              emit_steps(0, 10);
              return run.ledger().total().dropped() == 20 && run.ledger().lost() == 0 ? 0 : 3;
          }).empty());
}

TEST_CASE("it can be silenced") {
    CHECK(said_by([] {
              auto run = losing_session<ct::ignore_loss>();
              emit_steps(0, 1000);
              (void)run.stop();
              return run.ledger().lost() == 872 ? 0 : 1;
          }).empty());
}

TEST_CASE("it can be told elsewhere") {
    kept::reset();
    std::string id;
    {
        auto run = losing_session<kept>();
        id = run.id();
        emit_steps(0, 1000);
        run.drain();
        CHECK(kept::told == 0);
        std::vector<std::thread> several;
        for (int i = 0; i != 4; ++i) several.emplace_back([&] { (void)run.stop(); });
        for (auto& t : several) t.join();
    }
    CHECK(kept::told == 1);
    CHECK(kept::lost == 872);
    CHECK(kept::id == id);
    CHECK(kept::line.find("872 ring_full") != std::string::npos);
    CHECK(kept::listed);
}

TEST_CASE("a sink that lacks rows is told though the ledger lost nothing") {
    kept::reset();
    test::recorder const exporter;
    exporter.to->throws_left = 1;
    ct::session run{about, batches, ct::policies<ct::manual, kept>, exporter};
    emit_steps(0, 1);
    (void)run.stop();
    CHECK(run.ledger().lost() == 0);
    CHECK(kept::told == 1);
    CHECK(kept::line.find("a sink: 1 rows lost: the exporter's disk is on fire") != std::string::npos);
}

TEST_CASE("the end waits for nobody who reads stderr, and outlives them") {
    for (bool const closed : {false, true})
        CHECK(test::in_child([&] {
                  int ends[2];
                  if (::pipe(ends) != 0 || ::dup2(ends[1], STDERR_FILENO) < 0) return 40;
                  ::close(ends[1]);
                  if (closed) ::close(ends[0]); // writing to it would raise SIGPIPE
                  ::fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK);
                  char const filled[4096]{};
                  while (!closed && ::write(STDERR_FILENO, filled, sizeof filled) > 0) {}
                  ::fcntl(STDERR_FILENO, F_SETFL, 0);
                  auto run = losing_session<>();
                  emit_steps(0, 1000);
                  (void)run.stop();
                  return 0;
              }) == 0);
}

TEST_CASE("a forked child tells nothing of its parent's session") {
    kept::reset();
    auto run = losing_session<kept>();
    emit_steps(0, 1000);
    CHECK(test::in_child([&] {
              (void)run.stop();
              return kept::told.load();
          }) == 0);
    (void)run.stop();
    CHECK(kept::told == 1);
}
