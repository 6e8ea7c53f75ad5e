// SPDX-License-Identifier: MIT
// Law 1 under load: eight threads emit while the session is paused, resumed, read and stopped.
#include "emit/vocabulary.hpp"

#include <algorithm>
#include <atomic>

namespace {

constexpr std::int64_t rows_each = under_tsan || under_asan ? 50'000 : 500'000;
constexpr int threads = 8;

constexpr auto watched = ct::watch(ct::on(batch, m::loss >> (ct::count | ct::sum)), remark);
ct::experiment const about{.name = "stress"};

std::vector<std::thread> emitters() {
    std::vector<std::thread> all;
    for (std::int64_t t = 0; t != threads; ++t)
        all.emplace_back([t] { emit_steps(t * rows_each, (t + 1) * rows_each); });
    return all;
}

void join(std::vector<std::thread>& all) {
    for (auto& t : all) t.join();
}

} // namespace

TEST_CASE("eight threads emit into small rings: emitted equals settled, and statistics equal what was recorded") {
    ct::session run{about, watched, ct::policies<ct::ring_of<65536>>, ct::nothing{}};
    auto all = emitters();
    join(all);
    REQUIRE_FALSE(run.flush(ages));
    check_exact(run.ledger(), static_cast<std::uint64_t>(threads * rows_each));
    CHECK(run[m::loss][ct::count] == run.ledger().total().recorded);
    CHECK(run.ledger().total().recorded + dropped(run.ledger(), ct::drop_reason::ring_full) == threads * rows_each);
}

TEST_CASE("eight threads with block: everything is recorded, each thread's rows in its order") {
    constexpr std::int64_t each = rows_each / 10;
    ct::session run{about, ct::watch(batch), ct::policies<ct::block, ct::ring_of<65536>>};
    std::vector<std::thread> all;
    for (std::int64_t t = 0; t != threads; ++t) all.emplace_back([t] { emit_steps(t * each, (t + 1) * each); });
    join(all);
    REQUIRE_FALSE(run.flush(ages));
    CHECK(run.ledger().total().recorded == threads * each);
    std::vector<std::int64_t> last(threads, -1);
    bool in_order = true;
    ct::timestamp before{};
    auto const rows = run.rows(batch);
    for (auto const& r : rows) {
        auto& mine = last[static_cast<std::size_t>(r[m::step] / each)];
        in_order = in_order && r[m::step] > mine && r.at >= before;
        mine = r[m::step];
        before = r.at;
    }
    CHECK(in_order);
}

TEMPLATE_TEST_CASE("drain and flush end with what was emitted before, though six threads go on", "", ct::manual,
                   ct::background) {
    constexpr double mine = 1e12; // more than any loss of the others
    constexpr std::size_t ring = 65536, shortest_row = 16;
    std::atomic<bool> enough{false};
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> ct::max)),
                    ct::policies<TestType, ct::ring_of<ring>, ct::ignore_loss>, ct::nothing{}};
    std::vector<std::thread> all;
    for (std::int64_t t = 0; t != 6; ++t)
        all.emplace_back([&] {
            while (!enough.load(std::memory_order_relaxed)) emit_steps(0, 100);
        });
    REQUIRE(eventually([&] { return run.ledger().emitted > 1000; }));
    for (int i = 1; i != 20; ++i) {
        ct::emit(batch(m::step = 0, m::loss = mine * i));
        if constexpr (std::same_as<TestType, ct::manual>) {
            std::size_t const passes = ring / shortest_row / 16'384 + 2; // for what was there, and some of what came
            CHECK(run.drain() <= 7 * passes * 16'384);
        } else {
            REQUIRE_FALSE(run.flush(ages));
        }
        CHECK(run[m::loss][ct::max] == mine * i);
    }
    enough = true;
    join(all);
    (void)run.stop();
    CHECK(run.ledger().balanced());
}

TEST_CASE("eight threads emit while the session is paused, resumed, asked and stopped") {
    ct::session run{about, watched, ct::policies<ct::ring_of<65536>>, ct::nothing{}};
    auto all = emitters();
    for (int i = 0; i != 50; ++i) {
        CHECK_FALSE(run.pause());
        CHECK(run.ledger().balanced());
        std::this_thread::yield();
        CHECK_FALSE(run.resume());
        (void)run.info();
        std::this_thread::sleep_for(std::chrono::microseconds{500});
    }
    CHECK_FALSE(run.stop());
    join(all);
    ct::ledger const final = run.ledger();
    check_exact(final, static_cast<std::uint64_t>(threads * rows_each));
    CHECK(run[m::loss][ct::count] == final.total().recorded);
}

TEST_CASE("stopping from several threads at once is stopping once") {
    for (int i = 0; i != 20; ++i) {
        ct::session run{about, watched, ct::policies<ct::ring_of<4096>>, ct::nothing{}};
        emit_steps(0, 100);
        std::vector<std::thread> all;
        std::atomic<int> refused{0};
        for (int t = 0; t != 4; ++t) all.emplace_back([&] { refused += run.stop() ? 1 : 0; });
        join(all);
        CHECK(refused == 0);
        check_exact(run.ledger(), 100);
        CHECK(run.ledger().total().recorded == 100);
    }
}

TEST_CASE("a session that its caller drains is stopped and flushed from several threads at once") {
    for (int i = 0; i != 20; ++i) {
        ct::session run{about, ct::watch(batch), ct::policies<ct::manual, ct::ring_of<65536>>};
        emit_steps(0, 1000);
        std::vector<std::thread> all;
        std::atomic<int> refused{0};
        for (int t = 0; t != 4; ++t)
            all.emplace_back([&, t] { refused += (t % 2 == 0 ? run.stop().code() : run.flush()) ? 1 : 0; });
        join(all);
        CHECK(refused == 0);
        check_exact(run.ledger(), 1000);
        CHECK(holds_steps_up_to(run, 1000));
    }
}
