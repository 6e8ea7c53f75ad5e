// SPDX-License-Identifier: MIT
// Many threads tally while a session is read, paused, begun anew and stopped.
#include "tally/vocabulary.hpp"

#include <atomic>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

using Catch::Matchers::WithinRel;

namespace {

constexpr int threads = 4;
constexpr std::int64_t rows_each = under_tsan || under_asan ? 20'000 : 400'000;
ct::experiment const about{.name = "tally stress"};
constexpr auto watched = ct::watch(token_out, batch_tally, loss_quantiles);
constexpr auto by_hand = ct::policies<ct::manual>;
constexpr auto asked_quantiles = ct::quantile<.1, .5, .9, .99>;

double value_of(std::int64_t i) { return std::exp(static_cast<double>(i * 7919 % 10'007) * 1e-3); }

void tally_all_kinds(std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i != to; ++i) {
        ct::emit(token_out(m::tokens = 3));
        ct::emit(batch_tally(m::loss = value_of(i)));
        ct::emit(loss_quantiles(m::loss = value_of(i)));
    }
}

/// Each of them begins and ends a few times.
std::vector<std::thread> emitters(std::int64_t each) {
    std::vector<std::thread> all;
    for (std::int64_t t = 0; t != threads; ++t)
        all.emplace_back([=] {
            std::thread([=] { tally_all_kinds(t * each, t * each + each / 2); }).join();
            tally_all_kinds(t * each + each / 2, (t + 1) * each);
        });
    return all;
}

void join(std::vector<std::thread>& all) {
    for (auto& t : all) t.join();
}

} // namespace

TEST_CASE("threads merged are one accumulator that has seen everything") {
    ct::session run{about, watched, by_hand};
    auto all = emitters(rows_each);
    join(all);
    ct::stream_accumulator<std::remove_cvref_t<decltype(m::loss)>,
                           ct::statistics_of<decltype(ct::count | ct::mean | ct::variance | ct::max | asked_quantiles)>>
        plain;
    for (std::int64_t i = 0; i != threads * rows_each; ++i) plain(value_of(i));
    auto const tallied = run[batch_tally][m::loss];
    CHECK(tallied[ct::count] == plain[ct::count]);
    CHECK(tallied[ct::max] == plain[ct::max]);
    CHECK_THAT(tallied[ct::mean], WithinRel(plain[ct::mean], 1e-13));
    CHECK_THAT(tallied[ct::variance], WithinRel(plain[ct::variance], 1e-13));
    CHECK(run[loss_quantiles][m::loss][asked_quantiles] == plain[asked_quantiles]);
    check_exact(run.ledger(), 3 * threads * rows_each);
}

TEST_CASE("the ledger balances under pauses, readings and the stop, with threads that begin and end") {
    ct::session run{about, watched, by_hand};
    auto all = emitters(rows_each);
    for (int i = 0; i != 50; ++i) {
        CHECK_FALSE(run.pause());
        std::this_thread::yield();
        CHECK_FALSE(run.resume());
        CHECK(run.ledger().balanced());
        CHECK(run[m::tokens][ct::sum] >= 0);
        std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
    CHECK_FALSE(run.stop());
    join(all);
    ct::ledger const now = run.ledger();
    check_exact(now, 3 * threads * rows_each);
    CHECK(run[m::tokens][ct::count] == now["llm.token.out"].recorded);
    CHECK(run[batch_tally][m::loss][ct::count] == now["train.batch.tally"].recorded);
}

TEST_CASE("a reading is never torn, and a thread that never rests does not keep a reader waiting") {
    ct::session run{about, ct::watch(token_out, batch_tally, loss_quantiles), by_hand};
    std::atomic<bool> over{false};
    std::thread writer([&] {
        for (std::int64_t i = 0; !over.load(std::memory_order_relaxed); ++i) {
            ct::emit(token_out(m::tokens = 3));
            ct::emit(batch_tally(m::loss = 1e9 + static_cast<double>(i % 2)));
            ct::emit(loss_quantiles(m::loss = static_cast<double>(i % 5000)));
        }
    });
    REQUIRE(eventually([&] { return run[m::tokens][ct::count] != 0; }));
    std::uint64_t torn = 0, before = 0;
    for (int i = 0; i != 2000; ++i) {
        auto const tokens = run[m::tokens];
        torn += tokens[ct::sum] != 3 * static_cast<double>(tokens[ct::count]);
        auto const loss = run[batch_tally][m::loss];
        std::uint64_t const n = loss[ct::count];
        torn += n < before;
        before = n;
        if (n < 2) continue;
        double const ones = static_cast<double>(n / 2), rows = static_cast<double>(n); // 0, 1, 0, 1, …
        double const sum_of_squares = ones - ones * ones / rows;
        torn += std::abs(loss[ct::mean] - 1e9 - ones / rows) > 1e-6;
        torn += std::abs(loss[ct::variance] * (rows - 1) - sum_of_squares) > 1e-9 * rows;
        auto const quantiles = run[loss_quantiles][m::loss][asked_quantiles];
        torn += !(quantiles[0] <= quantiles[1] && quantiles[1] <= quantiles[3] && quantiles[3] < 5000);
    }
    over = true;
    writer.join();
    CHECK(torn == 0);
    CHECK(before > 0);
}

TEST_CASE("what was emitted before a reset began is forgotten, what comes after it ended is kept") {
    ct::session run{about, watched, by_hand};
    std::atomic<int> round{0}, seen{0};
    std::thread emitter([&] {
        for (int r = 1; r <= 200; ++r) {
            tally_all_kinds(0, 20);
            seen = r;
            while (round != r) std::this_thread::yield();
        }
    });
    for (int r = 1; r <= 200; ++r) {
        while (seen != r) std::this_thread::yield();
        CHECK(run[m::tokens][ct::count] == 20);
        CHECK(run[batch_tally][m::loss][ct::count] == 20);
        run.reset();
        CHECK(run[m::tokens][ct::count] == 0);
        round = r;
    }
    emitter.join();
    check_exact(run.ledger(), 200 * 60);
}

TEST_CASE("a session that begins while a thread tallies hears it") {
    std::atomic<bool> done{false};
    std::thread emitter{[&] {
        while (!done) ct::emit(token_out(m::tokens = 1));
    }};
    int deaf = 0;
    for (int i = 0; i != (under_tsan ? 100 : 1000); ++i) {
        ct::session run{ct::experiment{.name = "late"}, ct::watch(token_out), ct::policies<ct::manual>};
        deaf += !eventually([&] { return run.ledger().emitted != 0; });
    }
    done = true;
    emitter.join();
    CHECK(deaf == 0);
}
