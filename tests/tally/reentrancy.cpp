// SPDX-License-Identifier: MIT
// Tallied events that are emitted by signal handlers, which interrupt the emission of tallied events.
#include "emit/interrupted.hpp"
#include "tally/vocabulary.hpp"

namespace {

ct::experiment const about{.name = "tally reentrancy"};
using test::from_handler, test::interrupted, test::interrupts_wanted, test::until_interrupted;

void count_in_handler(int) {
    from_handler.fetch_add(1, std::memory_order_relaxed);
    ct::emit(token_out(m::tokens = 3));
}

void measure_in_handler(int) {
    from_handler.fetch_add(2, std::memory_order_relaxed);
    ct::emit(batch_tally(m::loss = 3.0));
    ct::emit(loss_quantiles(m::loss = 3.0));
}

void count_threes(std::uint64_t n) {
    for (std::uint64_t i = 0; i != n; ++i) ct::emit(token_out(m::tokens = 3));
}

} // namespace

TEST_CASE("a counter loses nothing to a signal handler that interrupts it") {
    ct::session run{about, ct::watch(token_out), ct::policies<ct::manual>};
    count_threes(1); // a thread's first row is on the slow way, within which rows of handlers are refused
    std::uint64_t emitted = 1;
    {
        interrupted const now{&count_in_handler};
        until_interrupted([&] { count_threes(1000), emitted += 1000; });
    }
    CHECK(from_handler >= interrupts_wanted);
    ct::ledger const now = run.ledger();
    check_exact(now, emitted + from_handler);
    CHECK(run[m::tokens][ct::count] == now.total().recorded);
    CHECK(run[m::tokens][ct::sum] == 3 * static_cast<double>(now.total().recorded));
    if (ct::detail::adds_at_once) CHECK(now.total().dropped() == 0);
}

TEST_CASE("statistics of several words take no row within a row, and count it") {
    ct::session run{about, ct::watch(batch_tally, loss_quantiles), ct::policies<ct::manual>};
    for (int i = 0; i != 2; ++i) ct::emit(batch_tally(m::loss = 3.0));
    std::uint64_t emitted = 2;
    {
        interrupted const now{&measure_in_handler};
        until_interrupted([&] {
            for (int i = 0; i != 500; ++i) {
                ct::emit(batch_tally(m::loss = 3.0));
                run.emit(loss_quantiles(m::loss = 3.0));
            }
            emitted += 1000;
        });
    }
    ct::ledger const now = run.ledger();
    check_exact(now, emitted + from_handler);
    CHECK(now.total().dropped() == dropped(now, ct::drop_reason::reentrant));
    CHECK(run[batch_tally][m::loss][ct::count] == now["train.batch.tally"].recorded);
    CHECK(run[batch_tally][m::loss][ct::mean] == 3);
    CHECK(run[batch_tally][m::loss][ct::variance] == 0);
}

TEST_CASE("a signal handler may interrupt a thread's first row, its scopes and its end") {
    ct::session all{about, ct::watch(token_out), ct::policies<ct::manual>};
    std::atomic<std::uint64_t> emitted{0};
    {
        interrupted const now{&count_in_handler};
        until_interrupted([&] {
            std::thread{[&] {
                for (int i = 0; i != 20; ++i) {
                    ct::session bound{about, ct::watch(token_out), ct::policies<ct::manual, ct::scoped>};
                    auto const scope = bound.bind();
                    count_threes(10);
                    emitted += 10;
                    auto const tokens = bound[m::tokens]; // once: handlers go on
                    CHECK(tokens[ct::sum] == 3 * static_cast<double>(tokens[ct::count]));
                }
            }}.join();
        });
    }
    ct::ledger const now = all.ledger();
    check_exact(now, emitted + from_handler);
    CHECK(all[m::tokens][ct::count] == now.total().recorded);
}
