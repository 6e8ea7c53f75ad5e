// SPDX-License-Identifier: MIT
// Tallied events in sessions: who hears them, what becomes of them, and that each is accounted for.
#include "emit/child.hpp"
#include "session/recorder.hpp"
#include "tally/vocabulary.hpp"

#include <cmath>
#include <fstream>

namespace {

ct::experiment const about{.name = "tally"};
constexpr auto by_hand = ct::policies<ct::manual>;

constexpr auto request_done =
    ct::tallied(ct::event<"request.done", m::latency, m::ok, m::model, ct::optional<m::tokens>>{},
                m::latency >> (ct::mean | ct::sum), m::ok >> ct::success_rate, m::model >> ct::count,
                m::tokens >> (ct::count | ct::sum));
constexpr auto bare = ct::tallied(ct::event<"bare", m::tokens>{});

} // namespace

TEST_CASE("a tallied event is emitted and asked about as others are") {
    ct::session run{about, ct::watch(token_out, request_done, ct::on(batch, m::loss >> ct::mean), bare)};
    for (int i = 1; i <= 100; ++i) {
        ct::emit(token_out(m::tokens = i));
        run.emit(token_out(m::tokens = 1000));
        ct::emit(bare(m::tokens = i));
    }
    CHECK(run[token_out][m::tokens][ct::count] == 200);
    CHECK(run[token_out][m::tokens][ct::sum] == 5050 + 100'000);

    using std::chrono::nanoseconds;
    ct::emit(request_done(m::latency = nanoseconds{10}, m::ok = true, m::model = "a"));
    ct::emit(request_done(m::latency = nanoseconds{20}, m::ok = false, m::model = "b", m::tokens = 7));
    CHECK(run[m::latency][ct::mean] == nanoseconds{15});
    CHECK(run[m::latency][ct::sum] == nanoseconds{30});
    CHECK(run[m::ok][ct::success_rate] == 0.5);
    CHECK(run[m::model][ct::count] == 2);
    CHECK(run[request_done][m::tokens][ct::count] == 1);
    CHECK(run[request_done][m::tokens][ct::sum] == 7);

    emit_steps(0, 10);
    REQUIRE_FALSE(run.flush());
    CHECK(run[m::loss][ct::mean] == 2.25);
    ct::ledger const now = run.ledger();
    check_exact(now, 312);
    CHECK(now["llm.token.out"].recorded == 200);
    CHECK(now["request.done"].recorded == 2);
    CHECK(now["bare"].recorded == 100);
    CHECK(std::tuple_size_v<decltype(run.all_rows())> == 1);
}

TEST_CASE("a span can be tallied") {
    ct::session run{about, ct::watch(request_done), by_hand};
    { auto const call = ct::time(request_done, m::model = "a"); }
    { auto const call = run.time(request_done, m::model = "b"); }
    CHECK(run[m::model][ct::count] == 2);
    CHECK(run[m::ok][ct::success_rate] == 1);
    CHECK(run[m::latency][ct::sum].count() > 0);
}

TEST_CASE("exporters are not told of tallied events") {
    test::recorder exporter;
    {
        ct::session run{about, ct::watch(token_out, batch), exporter};
        tally_tokens(token_out, 0, 10);
        emit_steps(0, 3);
    }
    CHECK(exporter.to->rows() == 3);
}

TEST_CASE("who does not listen hears nothing, and the plain event of the same name is another one") {
    constexpr ct::event<"llm.token.out", m::tokens> plain{};
    ct::session run{about, ct::watch(plain), by_hand};
    tally_tokens(token_out, 0, 10);
    CHECK(run.ledger().emitted == 0);
    ct::session other{about, ct::watch(token_out), by_hand};
    ct::emit(plain(m::tokens = 1));
    CHECK(other.ledger().emitted == 0);
    CHECK(run.ledger().emitted == 1);
}

TEST_CASE("several sessions hear it, each by its own cells; run.emit reaches one") {
    ct::session one{about, ct::watch(token_out), by_hand};
    tally_tokens(token_out, 0, 10);
    {
        ct::session two{about, ct::watch(token_out, batch_tally), by_hand};
        tally_tokens(token_out, 10, 20);
        two.emit(token_out(m::tokens = 5));
        one.emit(token_out(m::tokens = 7));
        two.emit(token_out(m::tokens = 5));
        CHECK(two[m::tokens][ct::count] == 12);
        CHECK(two[m::tokens][ct::sum] == 155);
        check_exact(two.ledger(), 12);
    }
    tally_tokens(token_out, 20, 30);
    CHECK(one[m::tokens][ct::count] == 31);
    CHECK(one[m::tokens][ct::sum] == 435 + 7);
    check_exact(one.ledger(), 31);
}

TEST_CASE("a scoped session hears bound threads only") {
    ct::session run{about, ct::watch(token_out, batch_tally), ct::policies<ct::scoped, ct::manual>};
    tally_tokens(token_out, 0, 10);
    CHECK(run.ledger().emitted == 0);
    {
        auto const here = run.bind();
        tally_tokens(token_out, 0, 10);
        std::thread([] { tally_tokens(token_out, 0, 10); }).join();
        std::thread([there = ct::current_route()] {
            auto const bound = there.bind();
            tally_tokens(token_out, 0, 10);
        }).join();
    }
    tally_tokens(token_out, 0, 10);
    CHECK(run[m::tokens][ct::count] == 20);
    check_exact(run.ledger(), 20);
}

TEMPLATE_TEST_CASE("pause, resume and stop: every emission is accounted for", "", ct::manual, ct::background, ct::inplace) {
    ct::session run{about, ct::watch(token_out), ct::policies<TestType>};
    tally_tokens(token_out, 0, 10);
    REQUIRE_FALSE(run.pause());
    tally_tokens(token_out, 0, 20);
    run.emit(token_out(m::tokens = 1));
    REQUIRE_FALSE(run.resume());
    tally_tokens(token_out, 0, 30);
    run.emit(token_out(m::tokens = 1));
    REQUIRE_FALSE(run.stop());
    tally_tokens(token_out, 0, 40);
    run.emit(token_out(m::tokens = 1));
    ct::ledger const now = run.ledger();
    check_exact(now, 103);
    CHECK(now.total().recorded == 41);
    CHECK(dropped(now, ct::drop_reason::paused) == 21);
    CHECK(dropped(now, ct::drop_reason::stopped) == 41);
    CHECK(run[m::tokens][ct::count] == 41);
}

TEST_CASE("a session that is off takes nothing") {
    ct::session run{about, ct::watch(token_out), ct::policies<ct::off>};
    tally_tokens(token_out, 0, 10);
    run.emit(token_out(m::tokens = 1));
    CHECK(run.ledger().emitted == 0);
}

TEST_CASE("reset begins the statistics anew; the ledger stays") {
    ct::session run{about, ct::watch(token_out, batch_tally, loss_quantiles), by_hand};
    auto const emit_some = [&](std::int64_t n) {
        tally_tokens(token_out, 0, n);
        for (std::int64_t i = 0; i != n; ++i) {
            ct::emit(batch_tally(m::loss = static_cast<double>(i)));
            run.emit(loss_quantiles(m::loss = static_cast<double>(i)));
        }
    };
    emit_some(3000);
    std::thread(emit_some, 100).join();
    run.reset();
    CHECK(run[m::tokens][ct::count] == 0);
    CHECK(run[batch_tally][m::loss][ct::count] == 0);
    CHECK(std::isnan(run[loss_quantiles][m::loss][ct::quantile<.1, .5, .9, .99>][1]));
    emit_some(11);
    CHECK(run[m::tokens][ct::count] == 11);
    CHECK(run[m::tokens][ct::sum] == 55);
    CHECK(run[batch_tally][m::loss][ct::mean] == 5);
    CHECK(run[loss_quantiles][m::loss][ct::quantile<.1, .5, .9, .99>][1] == 5);
    check_exact(run.ledger(), 3 * 3111);
}

TEST_CASE("what ended threads counted is kept") {
    ct::session run{about, ct::watch(token_out, batch_tally), by_hand};
    for (int t = 0; t != 50; ++t) std::thread([] { tally_tokens(token_out, 0, 10); }).join();
    CHECK(run[m::tokens][ct::count] == 500);
    CHECK(run[m::tokens][ct::sum] == 50 * 45);
    check_exact(run.ledger(), 500);
}

TEST_CASE("sessions that come and go find the threads that emitted before them") {
    for (int i = 0; i != 100; ++i) {
        ct::session run{about, ct::watch(token_out, loss_quantiles), by_hand};
        tally_tokens(token_out, 0, 10);
        ct::emit(loss_quantiles(m::loss = i));
        CHECK(run[m::tokens][ct::count] == 10);
        CHECK(run[m::tokens][ct::sum] == 45);
        CHECK(run[m::loss][ct::quantile<.1, .5, .9, .99>][2] == i);
        check_exact(run.ledger(), 11);
    }
    tally_tokens(token_out, 0, 10);
}

TEST_CASE("pages of ended threads and of ended sessions are used again") {
    if (under_tsan || under_asan) SKIP("sanitizers keep memory of their own");
    auto const resident = [] {
        long all = 0, pages = 0;
        std::ifstream{"/proc/self/statm"} >> all >> pages;
        return pages * ::sysconf(_SC_PAGESIZE);
    };
    auto const emit_some = [] {
        tally_tokens(token_out, 0, 10);
        ct::emit(loss_quantiles(m::loss = 1.0));
    };
    ct::session run{about, ct::watch(token_out, loss_quantiles), by_hand};
    for (int i = 0; i != 10; ++i) std::thread(emit_some).join();
    long const before = resident();
    for (int i = 0; i != 1000; ++i) std::thread(emit_some).join();
    for (int i = 0; i != 1000; ++i) {
        ct::session one_more{about, ct::watch(token_out, loss_quantiles), by_hand};
        emit_some();
    }
    CHECK(resident() - before < 4'000'000); // 1000 pages of 12 kB would be three times that
    CHECK(run[m::tokens][ct::count] == 20'100);
}

TEST_CASE("emission from a thread's last destructors is heard") {
    struct at_the_end {
        ~at_the_end() { tally_tokens(token_out, 0, 5); }
    };
    ct::session run{about, ct::watch(token_out), by_hand};
    std::thread([] {
        static thread_local at_the_end const last{};
        (void)last;
        tally_tokens(token_out, 0, 10);
    }).join();
    CHECK(run[m::tokens][ct::count] == 15);
    check_exact(run.ledger(), 15);
}

TEST_CASE("in a forked child emission is counted and not taken, and the parent's is its own") {
    ct::session run{about, ct::watch(token_out, batch_tally), by_hand};
    tally_tokens(token_out, 0, 10);
    CHECK(test::in_child([&] {
        tally_tokens(token_out, 0, 5);
        ct::ledger const now = run.ledger();
        bool const right = now.balanced() && now.total().recorded == 10 &&
                           dropped(now, ct::drop_reason::forked_child) == 5 && run[m::tokens][ct::count] == 10;
        return right ? 0 : 1;
    }) == 0);
    tally_tokens(token_out, 0, 10);
    CHECK(run[m::tokens][ct::count] == 20);
    check_exact(run.ledger(), 20);
}
