// SPDX-License-Identifier: MIT
// After a thread's first row: no allocation, no lock, no exception, whatever becomes of the row.
#include "emit/vocabulary.hpp"
#include "fault/counted.hpp"
#include "tally/vocabulary.hpp"

#include <memory>
#include <mutex>

namespace {

constexpr auto watched = ct::watch(batch, remark, ct::on(request, m::loss >> ct::mean));
using session = ct::session<ct::experiment, std::remove_const_t<decltype(watched)>>;
ct::experiment const about{.name = "hot path"};
constexpr int rows = 100'000;

inline constexpr ct::timer<"took"> took{};
inline constexpr ct::event<"timed", took, m::ok, ct::optional<m::model>> timed{};

using batch_row = ct::record<std::remove_cv_t<decltype(batch)>>;
static_assert(noexcept(ct::emit(std::declval<batch_row const&>())));
static_assert(noexcept(ct::step()));
static_assert(noexcept(ct::current_route()));
static_assert(noexcept(std::declval<session const&>().emit(std::declval<batch_row const&>())));
static_assert(noexcept(std::declval<session const&>().bind()));
static_assert(noexcept(std::declval<ct::route const&>().bind()));
static_assert(std::is_nothrow_destructible_v<decltype(ct::time(timed))>);
static_assert(std::is_nothrow_destructible_v<ct::scope> && std::is_nothrow_move_constructible_v<ct::scope>);

/// Emits once unwatched, so that the thread is known, then `rows` times; what that cost.
template <class Emit>
test::costs cost_of(Emit emit) {
    if (!test::costs_are_counted) SKIP("sanitizers replace malloc themselves");
    emit(0);
    test::watching_costs const watch;
    for (int i = 1; i != rows; ++i) emit(i);
    return watch.so_far();
}

void check_free(test::costs const& seen) {
    CHECK(seen.allocations == 0);
    CHECK(seen.locks == 0);
}

void emit_all_kinds(int i) {
    ct::emit(row_of(i));
    ct::emit(remark(m::step = i, m::note = "a text that is too long for any small-string optimisation to hold"));
    ct::emit(request(m::loss = 0.5, m::tokens = i));
}

} // namespace

TEST_CASE("the counters count") {
    if (!test::costs_are_counted) SKIP("sanitizers replace malloc themselves");
    test::watching_costs const watch;
    auto const made = std::make_unique<std::vector<int>>(1000);
    CHECK(watch.so_far().allocations >= 2);
    std::mutex mutex;
    std::lock_guard const lock{mutex};
    CHECK(watch.so_far().locks >= 1);
}

TEST_CASE("nobody listens: nothing allocates, nothing locks") { check_free(cost_of(emit_all_kinds)); }

TEMPLATE_TEST_CASE("emission to a running session, with every clock", "", ct::tsc_clock, ct::steady_clock,
                   ct::coarse_clock, ct::step_clock) {
    ct::session const run{about, watched, ct::policies<TestType>, ct::nothing{}};
    check_free(cost_of([&](int i) {
        ct::step();
        emit_all_kinds(i);
        run.emit(row_of(i));
    }));
}

TEMPLATE_TEST_CASE("emission into a full ring", "", ct::drop_newest, ct::overwrite_oldest) {
    ct::session const run{about, watched, ct::policies<TestType, ct::manual, ct::ring_of<4096>>};
    check_free(cost_of(emit_all_kinds));
    CHECK(run.ledger().total().dropped() > rows);
}

TEST_CASE("emission while paused, and after the stop") {
    ct::session run{about, watched};
    REQUIRE_FALSE(run.pause());
    check_free(cost_of(emit_all_kinds));
    CHECK(dropped(run.ledger(), ct::drop_reason::paused) == 3 * rows);
    REQUIRE_FALSE(run.resume());
    REQUIRE_FALSE(run.stop());
    check_free(cost_of(emit_all_kinds));
    CHECK(dropped(run.ledger(), ct::drop_reason::stopped) == 3 * rows);
}

TEST_CASE("scopes, spans and several sessions") {
    ct::session const all{about, ct::watch(batch, timed), ct::nothing{}};
    ct::session const scoped{about, ct::watch(batch, timed), ct::policies<ct::scoped>, ct::nothing{}};
    check_free(cost_of([&](int i) {
        auto const scope = scoped.bind();
        auto const carried = ct::current_route().bind();
        auto call = ct::time(timed, m::model = "a model whose name does not fit a short string");
        call(m::ok = i % 2 == 0);
        ct::emit(row_of(i));
    }));
}

TEST_CASE("tallied events: running, while the session is read and begun anew, paused and stopped") {
    ct::session run{about, ct::watch(token_out, batch_tally, loss_quantiles), ct::policies<ct::manual>};
    ct::session other{about, ct::watch(token_out), ct::policies<ct::manual>};
    auto const emit_tallied = [&](int i) {
        ct::emit(token_out(m::tokens = i));
        ct::emit(batch_tally(m::loss = i));
        ct::emit(loss_quantiles(m::loss = i * i));
        other.emit(token_out(m::tokens = i));
    };
    check_free(cost_of(emit_tallied));
    check_exact(run.ledger(), 3 * rows);
    run.reset();
    test::watching_costs const watch;
    emit_tallied(1);
    check_free(watch.so_far());
    REQUIRE_FALSE(run.pause());
    check_free(cost_of(emit_tallied));
    REQUIRE_FALSE(run.stop());
    check_free(cost_of(emit_tallied));
    CHECK(dropped(run.ledger(), ct::drop_reason::paused) == 3 * rows);
    CHECK(dropped(run.ledger(), ct::drop_reason::stopped) == 3 * rows);
    CHECK(run[m::tokens][ct::count] == 1);
}

TEST_CASE("the end of a thread allocates nothing and locks nothing of ours") {
    if (!test::costs_are_counted) SKIP("sanitizers replace malloc themselves");
    ct::session const run{about, watched, ct::nothing{}};
    test::costs first{};
    std::thread{[&] {
        test::watching_costs const watch;
        emit_all_kinds(0); // the thread's first rows map their ring
        first = watch.so_far();
    }}.join();
    check_free(first);
}
