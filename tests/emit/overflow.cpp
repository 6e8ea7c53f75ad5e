// SPDX-License-Identifier: MIT
// Rings of 4096 bytes hold 128 batches of 32 bytes.
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

#include <algorithm>
#include <atomic>
#include <string>

namespace {

constexpr auto batches = ct::watch(batch);
constexpr std::int64_t ring_rows = 128;
using small = ct::ring_of<4096>;

ct::experiment const about{.name = "overflow"};

bool strictly_increasing(std::vector<std::int64_t> const& steps) {
    return std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>{}) == steps.end();
}

} // namespace

TEST_CASE("drop_newest by hand: the first rows stay, the rest is counted") {
    ct::session run{about, batches, ct::policies<ct::manual, ct::drop_newest, small>};
    emit_steps(0, 1000);
    CHECK(run.drain() == ring_rows);
    CHECK(holds_steps_up_to(run, ring_rows));
    CHECK(dropped(run.ledger(), ct::drop_reason::ring_full) == 1000 - ring_rows);
    check_exact(run.ledger(), 1000);
    emit_steps(1000, 1000 + ring_rows);
    CHECK(run.drain() == ring_rows);
    CHECK(steps_in(run).back() == 1000 + ring_rows - 1);
    check_exact(run.ledger(), 1000 + ring_rows);
}

TEST_CASE("overwrite_oldest by hand: the last rows stay, the rest is counted") {
    ct::session run{about, batches, ct::policies<ct::manual, ct::overwrite_oldest, small>};
    emit_steps(0, 1000);
    CHECK(run.drain() == ring_rows);
    auto const steps = steps_in(run);
    CHECK(steps.front() == 1000 - ring_rows);
    CHECK(steps.back() == 999);
    CHECK(dropped(run.ledger(), ct::drop_reason::overwritten) == 1000 - ring_rows);
    check_exact(run.ledger(), 1000);
}

TEST_CASE("overwrite_oldest with rows of many sizes") {
    ct::session run{about, ct::watch(batch, remark), ct::policies<ct::manual, ct::overwrite_oldest, small>};
    std::string const long_text(1500, 'x');
    for (std::int64_t i = 0; i != 2000; ++i) {
        ct::emit(remark(m::step = i,
                        m::note = std::string_view{long_text}.substr(0, static_cast<std::size_t>(i * 7 % 1500))));
        ct::emit(row_of(i));
        if (i % 97 == 0) run.drain();
    }
    run.drain();
    check_exact(run.ledger(), 4000);
    CHECK(run.ledger()["train.batch"].dropped(ct::drop_reason::overwritten) > 0);
    CHECK(run.ledger()["train.remark"].dropped(ct::drop_reason::overwritten) > 0);
    CHECK(strictly_increasing(steps_in(run)));
    for (auto const& r : run.rows(remark)) CHECK(r[m::note].size() == static_cast<std::size_t>(r[m::step] * 7 % 1500));
}

TEMPLATE_TEST_CASE("a row that is larger than a ring is too big, whatever the policy", "", ct::drop_newest,
                   ct::overwrite_oldest, ct::block) {
    ct::session run{about, ct::watch(batch, remark), ct::policies<TestType, small>};
    ct::emit(row_of(0));
    ct::emit(remark(m::step = 1, m::note = std::string(4096, 'x')));
    REQUIRE_FALSE(run.flush(ages));
    ct::emit(remark(m::step = 2, m::note = std::string(1900, 'x')));
    REQUIRE_FALSE(run.flush(ages));
    CHECK(run.ledger()["train.remark"].dropped(ct::drop_reason::too_big) == 1);
    CHECK(run.rows(remark).size() == 1);
    CHECK(run.rows(batch).size() == 1);
    check_exact(run.ledger(), 3);
}

TEMPLATE_TEST_CASE("rows of more than half a ring are taken or counted, and never wait", "", ct::drop_newest,
                   ct::overwrite_oldest, ct::block) {
    ct::session run{about, ct::watch(remark), ct::policies<TestType, small>};
    for (std::int64_t i = 0; i != 100; ++i) ct::emit(remark(m::step = i, m::note = std::string(3000, 'x')));
    REQUIRE_FALSE(run.flush(ages));
    CHECK(dropped(run.ledger(), ct::drop_reason::too_big) == 100 - run.rows(remark).size());
    check_exact(run.ledger(), 100);
}

TEMPLATE_TEST_CASE("in place no ring can be full", "", ct::drop_newest, ct::overwrite_oldest) {
    ct::session run{about, batches, ct::policies<ct::inplace, TestType, small>};
    emit_steps(0, 1000);
    CHECK(holds_steps_up_to(run, 1000));
    check_exact(run.ledger(), 1000);
    CHECK(run.ledger().total().recorded == 1000);
}

TEMPLATE_TEST_CASE("a worker that falls behind: the account is exact and the order holds", "", ct::drop_newest,
                   ct::overwrite_oldest) {
    constexpr std::int64_t rows = 300'000;
    ct::session run{about, batches, ct::policies<ct::background, TestType, small>};
    emit_steps(0, rows);
    REQUIRE_FALSE(run.flush(ages));
    check_exact(run.ledger(), rows);
    auto const steps = steps_in(run);
    CHECK(steps.size() == run.ledger().total().recorded);
    CHECK(strictly_increasing(steps));
    CHECK(dropped(run.ledger(), ct::drop_reason::ring_full) + dropped(run.ledger(), ct::drop_reason::overwritten) +
              steps.size() ==
          rows);
}

TEST_CASE("overwriting races with reading: nothing is lost uncounted, and what stays is whole") {
    constexpr std::int64_t rows = under_tsan ? 100'000 : 1'000'000;
    ct::session run{about, ct::watch(batch, remark), ct::policies<ct::manual, ct::overwrite_oldest, small>};
    std::atomic<bool> done{false};
    std::thread emitter{[&] {
        std::string const text(200, 'y');
        for (std::int64_t i = 0; i != rows; ++i) {
            if (i % 3 == 0)
                ct::emit(
                    remark(m::step = i, m::note = std::string_view{text}.substr(0, static_cast<std::size_t>(i % 200))));
            else ct::emit(row_of(i));
        }
        done = true;
    }};
    while (!done) run.drain();
    emitter.join();
    run.drain();
    check_exact(run.ledger(), rows);
    CHECK(strictly_increasing(steps_in(run)));
    std::size_t whole = 0;
    for (auto const& r : run.rows(batch)) whole += r[m::loss] == 0.5 * static_cast<double>(r[m::step]);
    CHECK(whole == run.rows(batch).size());
    std::size_t right = 0;
    for (auto const& r : run.rows(remark)) right += r[m::note].size() == static_cast<std::size_t>(r[m::step] % 200);
    CHECK(right == run.rows(remark).size());
}

TEST_CASE("block loses nothing, however small the ring") {
    constexpr std::int64_t rows = 20'000;
    ct::session run{about, batches, ct::policies<ct::block, small>};
    std::vector<std::thread> emitters;
    for (std::int64_t t = 0; t != 4; ++t) emitters.emplace_back([t] { emit_steps(t * rows, (t + 1) * rows); });
    for (auto& e : emitters) e.join();
    REQUIRE_FALSE(run.flush(ages));
    check_exact(run.ledger(), 4 * rows);
    CHECK(run.ledger().total().dropped() == 0);
    auto steps = steps_in(run);
    std::sort(steps.begin(), steps.end());
    bool const all_are_there = steps == steps_up_to(4 * rows);
    CHECK(all_are_there);
}

TEST_CASE("block goes on through a pause, and gives up when the session stops") {
    constexpr std::int64_t rows = 1'000;
    test::recorder exporter;
    exporter.to->stalls = true;
    ct::session run{about, batches, ct::policies<ct::block, small, ct::exit_within<50>>, exporter};
    emit_steps(0, 1);
    REQUIRE(eventually([&] { return exporter.to->stalled.load(); }));
    std::thread emitter{[] { emit_steps(1, rows); }};
    std::uint64_t const waiting = 1 + ring_rows + 1; // the emitter's ring is full, and a row waits
    CHECK(eventually([&] { return run.ledger().emitted == waiting; }));
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    CHECK(run.ledger().emitted == waiting); // it waits
    CHECK_FALSE(run.pause());
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    CHECK(run.ledger().emitted == waiting); // still
    CHECK_FALSE(run.resume());
    CHECK(run.stop() == ct::errc::deadline_exceeded);
    emitter.join(); // it gave up
    exporter.to->go_on();
    check_exact(run.ledger(), rows);
    auto const sum = run.ledger().total();
    CHECK(sum.recorded == 1);
    CHECK(sum.dropped(ct::drop_reason::exit_deadline) == ring_rows);
    CHECK(sum.dropped(ct::drop_reason::stopped) == rows - waiting + 1);
}
