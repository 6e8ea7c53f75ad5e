// SPDX-License-Identifier: MIT
// The end of a session has a deadline, whatever its exporters do.
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

namespace {

constexpr auto batches = ct::watch(ct::on(batch, m::loss >> ct::count));
ct::experiment const about{.name = "deadline"};

/// A session whose exporter stalls at its first row, with `rows` rows behind it. Has the exporter go on in the end.
template <class... Policies>
struct stalled_session {
    test::recorder exporter{};
    ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, ct::policy_pack<ct::exit_within<200>, Policies...>,
                test::recorder>
        run;

    explicit stalled_session(std::int64_t rows, bool at_close = false) : run{about, batches, {}, stalling(at_close)} {
        emit_steps(0, 1);
        if (!at_close) REQUIRE(eventually([&] { return exporter.to->stalled.load(); }));
        emit_steps(1, rows);
    }
    ~stalled_session() { exporter.to->go_on(); }

    test::recorder const& stalling(bool at_close) {
        (at_close ? exporter.to->stalls_at_close : exporter.to->stalls) = true;
        return exporter;
    }
};

} // namespace

TEMPLATE_TEST_CASE("a sink that stalls: stop returns by the deadline, and the rest is counted", "", ct::drop_newest,
                   ct::overwrite_oldest, ct::block) {
    auto const began = std::chrono::steady_clock::now();
    stalled_session<TestType> s{1000};
    CHECK(s.run.stop() == ct::errc::deadline_exceeded);
    CHECK(std::chrono::steady_clock::now() - began < ages);
    check_exact(s.run.ledger(), 1000);
    CHECK(s.run.ledger().total().recorded + dropped(s.run.ledger(), ct::drop_reason::exit_deadline) == 1000);
    CHECK(dropped(s.run.ledger(), ct::drop_reason::exit_deadline) >= 900);
    CHECK(s.run[m::loss][ct::count] == s.run.ledger().total().recorded);
    CHECK(s.run.stop() == ct::errc::deadline_exceeded);
    emit_steps(0, 5);
    check_exact(s.run.ledger(), 1005);
    CHECK(dropped(s.run.ledger(), ct::drop_reason::stopped) == 5);
    CHECK_FALSE(s.run.exports()[0].closed);
}

TEST_CASE("a stalled sink that goes on after the deadline changes nothing any more, and its session is let go") {
    std::shared_ptr<test::record_of_exports> seen;
    ct::ledger at_deadline;
    {
        stalled_session<> s{30'000}; // more than the worker takes in one pass
        seen = s.exporter.to;
        CHECK(s.run.stop() == ct::errc::deadline_exceeded);
        at_deadline = s.run.ledger();
        check_exact(at_deadline, 30'000);
        std::size_t const stored = s.run.rows(batch).size();
        CHECK(stored == at_deadline.total().recorded);
        seen->go_on();
        s.exporter.to.reset();
        s.exporter.to = std::make_shared<test::record_of_exports>();
        CHECK(eventually([&] { return seen->rows() == stored; }));
        CHECK(s.run.ledger().total() == at_deadline.total());
        CHECK(s.run.rows(batch).size() == stored);
    }
    CHECK(eventually([&] { return seen->destroyed > 0 && seen.use_count() == 1; }));
    CHECK(seen->closed == 0); // a file that lacks rows is not put in place
}

TEST_CASE("a sink that stalls while it closes: everything was recorded, and the session says that it gave up") {
    stalled_session<> s{100, true};
    CHECK(s.run.stop() == ct::errc::deadline_exceeded);
    check_exact(s.run.ledger(), 100);
    CHECK(s.run.ledger().total().recorded == 100);
    CHECK(s.run.rows(batch).size() == 100);
}

TEST_CASE("flush gives up at its deadline, and the session goes on") {
    stalled_session<> s{100};
    CHECK(s.run.flush(std::chrono::milliseconds{20}) == ct::errc::deadline_exceeded);
    CHECK(s.run.info().status == ct::status::running);
    s.exporter.to->go_on();
    CHECK_FALSE(s.run.flush(ages));
    check_exact(s.run.ledger(), 100);
    CHECK_FALSE(s.run.stop());
    CHECK(s.exporter.to->closed == 1);
}

TEST_CASE("emission does not wait for a stalled sink") {
    stalled_session<ct::ring_of<4096>> s{10};
    emit_steps(0, 100'000);
    CHECK(dropped(s.run.ledger(), ct::drop_reason::ring_full) > 99'000);
    s.exporter.to->go_on();
    CHECK_FALSE(s.run.stop());
    check_exact(s.run.ledger(), 100'010);
}

TEST_CASE("a thread that waits for room is let go at the deadline") {
    stalled_session<ct::ring_of<4096>, ct::block> s{10};
    std::thread emitter{[] { emit_steps(0, 1000); }};
    CHECK(eventually([&] { return s.run.ledger().emitted > 130; }));
    CHECK(s.run.stop() == ct::errc::deadline_exceeded);
    emitter.join();
    check_exact(s.run.ledger(), 1010);
}

TEST_CASE("the destructor holds to the deadline too") {
    auto const began = std::chrono::steady_clock::now();
    test::recorder exporter;
    exporter.to->stalls = true;
    {
        ct::session const run{about, batches, ct::policies<ct::exit_within<200>>, exporter};
        emit_steps(0, 10);
    }
    CHECK(std::chrono::steady_clock::now() - began < ages);
    exporter.to->go_on();
    CHECK(eventually([&] { return exporter.to.use_count() == 1; }));
}
