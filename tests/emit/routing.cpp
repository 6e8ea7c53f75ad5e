// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

namespace {

constexpr auto batches = ct::watch(batch);
using by_hand = ct::policy_pack<ct::manual>;
using scoped_by_hand = ct::policy_pack<ct::manual, ct::scoped>;
using attached_session = ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, by_hand>;
using scoped_session = ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, scoped_by_hand>;

ct::experiment named(char const* name) { return {.name = name}; }

struct hears_all : attached_session {
    hears_all() : attached_session{named("attached"), batches, by_hand{}} {}
};
struct hears_bound : scoped_session {
    hears_bound() : scoped_session{named("scoped"), batches, scoped_by_hand{}} {}
};

template <class Run>
std::size_t taken(Run& run) {
    run.drain();
    return run.rows(batch).size();
}

void emit_one(std::int64_t step = 0) { ct::emit(row_of(step)); }

} // namespace

TEST_CASE("an attached session hears every thread") {
    hears_all run;
    emit_one();
    std::thread{[] { emit_steps(1, 3); }}.join();
    run.drain();
    CHECK(steps_in(run) == std::vector<std::int64_t>{0, 1, 2});
    check_exact(run.ledger(), 3);
}

TEST_CASE("all attached sessions hear a row, and those that listen to another event do not") {
    hears_all first, second;
    ct::session other{named("other"), ct::watch(remark), by_hand{}};
    emit_one();
    ct::emit(remark(m::step = 1, m::note = "unheard by two"));
    CHECK(taken(first) == 1);
    CHECK(taken(second) == 1);
    CHECK(other.drain() == 1);
    CHECK(other.ledger().emitted == 1);
}

TEST_CASE("a row emitted to a session reaches that one alone") {
    hears_all one, other;
    hears_bound third;
    one.emit(row_of(7));
    third.emit(row_of(8));
    CHECK(taken(one) == 1);
    CHECK(taken(other) == 0);
    CHECK(taken(third) == 1);
    CHECK(other.ledger().emitted == 0);
}

TEST_CASE("a scoped session hears its bound thread, as long as it is bound") {
    hears_bound run;
    emit_one(1);
    {
        auto const scope = run.bind();
        emit_one(2);
        std::thread{[] { emit_one(3); }}.join();
    }
    emit_one(4);
    run.drain();
    CHECK(steps_in(run) == std::vector<std::int64_t>{2});
    check_exact(run.ledger(), 1);
}

TEST_CASE("a thread that is bound twice hears once, until both scopes have ended") {
    hears_bound run;
    std::optional<ct::scope> outer{run.bind()};
    {
        auto const inner = run.bind();
        emit_one(1);
    }
    emit_one(2);
    outer.reset();
    emit_one(3);
    run.drain();
    CHECK(steps_in(run) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("scopes that end in another order than they began") {
    hears_bound a, b;
    std::optional<ct::scope> to_a{a.bind()};
    std::optional<ct::scope> to_b{b.bind()};
    emit_one(1);
    to_a.reset();
    emit_one(2);
    to_b.reset();
    emit_one(3);
    a.drain(), b.drain();
    CHECK(steps_in(a) == std::vector<std::int64_t>{1});
    CHECK(steps_in(b) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a moved scope binds until it ends where it went") {
    hears_bound run;
    {
        std::vector<ct::scope> held;
        {
            auto scope = run.bind();
            held.push_back(std::move(scope));
        }
        emit_one(1);
    }
    emit_one(2);
    run.drain();
    CHECK(steps_in(run) == std::vector<std::int64_t>{1});
}

TEST_CASE("an attached session hears a thread that is bound to it once only") {
    hears_all run;
    {
        auto const scope = run.bind();
        emit_one(1);
    }
    emit_one(2);
    CHECK(taken(run) == 2);
}

TEST_CASE("a scope is carried into workers, by itself or as the thread's route") {
    hears_bound a, b, unbound;
    auto const to_a = a.bind();
    auto const to_b = b.bind();
    ct::route const only_a = to_a.carry(), both = ct::current_route();
    std::thread{[&] {
        auto const here = only_a.bind();
        emit_one(1);
        std::thread{[inner = ct::current_route()] {
            auto const there = inner.bind();
            emit_one(2);
        }}.join();
    }}.join();
    std::thread{[&] {
        auto const here = both.bind();
        emit_one(3);
    }}.join();
    std::thread{[] { emit_one(4); }}.join();
    a.drain(), b.drain(), unbound.drain();
    CHECK(steps_in(a) == std::vector<std::int64_t>{1, 2, 3});
    CHECK(steps_in(b) == std::vector<std::int64_t>{3});
    CHECK(unbound.ledger().emitted == 0);
}

TEST_CASE("a route that leads nowhere, or to a session that has ended, binds nothing") {
    auto const nowhere = ct::route{}.bind();
    ct::route old;
    {
        hears_bound gone;
        old = gone.bind().carry();
    }
    std::vector<std::unique_ptr<hears_bound>> all; // one of them has the place of the one that is gone
    for (std::size_t i = 0; i != ct::most_sessions; ++i) all.push_back(std::make_unique<hears_bound>());
    auto const scope = old.bind();
    emit_one();
    CHECK(std::all_of(all.begin(), all.end(), [](auto const& run) { return run->ledger().emitted == 0; }));
}

TEST_CASE("a scope may outlive its session, and another session takes its place") {
    auto gone = std::make_unique<hears_bound>();
    auto const scope = gone->bind();
    emit_one(1);
    gone.reset();
    emit_one(2);
    std::vector<std::unique_ptr<hears_bound>> all;
    for (std::size_t i = 0; i != ct::most_sessions; ++i) all.push_back(std::make_unique<hears_bound>());
    emit_one(3);
    CHECK(std::all_of(all.begin(), all.end(), [](auto const& run) { return run->ledger().emitted == 0; }));
    auto const again = all.front()->bind();
    emit_one(4);
    CHECK(taken(*all.front()) == 1);
}

TEST_CASE("a scope that begins during a pause takes effect at the resumption") {
    hears_bound run;
    REQUIRE_FALSE(run.pause());
    auto const scope = run.bind();
    emit_one(1);
    REQUIRE_FALSE(run.resume());
    emit_one(2);
    run.drain();
    CHECK(steps_in(run) == std::vector<std::int64_t>{2});
    CHECK(dropped(run.ledger(), ct::drop_reason::paused) == 1);
    check_exact(run.ledger(), 2);
}

TEST_CASE("two arms at once hold only their own rows, and who hears all hears all") {
    constexpr std::int64_t rows = 20'000;
    constexpr auto policies = ct::policies<ct::scoped, ct::block>;
    ct::session control{{.name = "ab", .condition = "control"}, batches, policies};
    ct::session treatment{{.name = "ab", .condition = "treatment"}, batches, policies};
    ct::session all{named("all"), batches, ct::policies<ct::block>};
    auto const arm = [](auto& run, std::int64_t from) {
        auto const scope = run.bind();
        std::thread helper{[route = ct::current_route(), from] {
            auto const here = route.bind();
            emit_steps(from + rows, from + 2 * rows);
        }};
        emit_steps(from, from + rows);
        helper.join();
    };
    std::thread a{[&] { arm(control, 0); }}, b{[&] { arm(treatment, 1'000'000); }};
    a.join(), b.join();
    for (auto* run : {&control, &treatment}) {
        REQUIRE_FALSE(run->stop());
        check_exact(run->ledger(), 2 * rows);
        auto steps = steps_in(*run);
        std::sort(steps.begin(), steps.end());
        std::int64_t const from = run == &control ? 0 : 1'000'000;
        CHECK(steps.size() == 2 * rows);
        CHECK(steps.front() == from);
        CHECK(steps.back() == from + 2 * rows - 1);
        CHECK(std::adjacent_find(steps.begin(), steps.end()) == steps.end());
    }
    REQUIRE_FALSE(all.stop());
    CHECK(all.ledger().total().recorded == 4 * rows);
}

TEST_CASE("64 sessions run at once, the 65th is refused, and a place that was given back is taken again") {
    std::vector<std::unique_ptr<hears_all>> all;
    for (std::size_t i = 0; i != ct::most_sessions; ++i) all.push_back(std::make_unique<hears_all>());
    try {
        hears_all one_too_many;
        FAIL("it was not refused");
    } catch (ct::error const& refused) {
        CHECK(refused.code() == ct::errc::too_many_sessions);
    }
    emit_steps(0, 10);
    for (auto const& run : all) {
        run->drain();
        check_exact(run->ledger(), 10);
        CHECK(run->rows(batch).size() == 10);
    }
    all.pop_back();
    hears_all next;
    emit_one();
    CHECK(taken(next) == 1);
}

TEST_CASE("sessions come and go while threads emit, and each accounts for what it was given") {
    std::atomic<bool> enough{false};
    std::vector<std::thread> emitters;
    for (int i = 0; i != 3; ++i)
        emitters.emplace_back([&] {
            for (std::int64_t step = 0; !enough.load(std::memory_order_relaxed); ++step) {
                ct::emit(row_of(step));
                if (step % 512 == 0) std::this_thread::yield();
            }
        });
    for (int i = 0; i != 50; ++i) {
        ct::session run{named("passing"), batches, ct::policies<ct::ring_of<65536>>, ct::nothing{}};
        CHECK(eventually([&] { return run.ledger().emitted > 100; }));
        CHECK_FALSE(run.stop());
        CHECK(run.ledger().total().recorded > 0);
    }
    ct::session last{named("last"), batches, ct::policies<ct::ring_of<65536>>, ct::nothing{}};
    CHECK(eventually([&] { return last.ledger().emitted > 100; }));
    enough = true;
    for (auto& e : emitters) e.join();
    CHECK_FALSE(last.stop());
    ct::ledger const final = last.ledger();
    check_exact(final, final.emitted);
}

TEST_CASE("bindings are a thread's own and end with it") {
    hears_bound run;
    for (int i = 0; i != 100; ++i)
        std::thread{[&] {
            auto const scope = run.bind();
            emit_one(i);
        }}.join();
    emit_one(-1);
    CHECK(taken(run) == 100);
    check_exact(run.ledger(), 100);
}
