// SPDX-License-Identifier: MIT
// One event, several sessions: what a thread knows of them, and the clock readings that they share.
#include "emit/vocabulary.hpp"

#include <memory>

namespace {

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "several"};

/// Counts how often it is read.
struct counted_clock {
    using role = ct::clock_role;
    static inline std::int64_t readings = 0;
    static std::int64_t now() noexcept { return ++readings; }
};

template <class... Policies>
using session_of = ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, ct::policy_pack<ct::manual, Policies...>>;

} // namespace

TEST_CASE("one to six sessions hear every row once, while sessions come and go") {
    std::vector<std::unique_ptr<session_of<>>> all;
    std::vector<std::uint64_t> heard;
    auto const emit_ten = [&] {
        emit_steps(0, 10);
        for (auto& n : heard) n += 10;
    };
    for (int i = 0; i != 6; ++i) {
        all.push_back(std::make_unique<session_of<>>(about, batches, ct::policy_pack<ct::manual>{}));
        heard.push_back(0);
        emit_ten();
        emit_ten();
    }
    while (all.size() > 1) {
        all.front()->drain();
        check_exact(all.front()->ledger(), heard.front());
        CHECK(all.front()->ledger().total().recorded == heard.front());
        all.erase(all.begin());
        heard.erase(heard.begin());
        emit_ten();
    }
    all.front()->drain();
    check_exact(all.front()->ledger(), heard.front());
}

TEST_CASE("of several sessions one pauses, one is full, one is in place: each has its own account") {
    session_of<> pausing{about, batches, {}};
    session_of<ct::ring_of<4096>> full{about, batches, {}};
    ct::session in_place{about, batches, ct::policies<ct::inplace>};
    emit_steps(0, 200);
    REQUIRE_FALSE(pausing.pause());
    emit_steps(200, 300);
    REQUIRE_FALSE(pausing.resume());
    emit_steps(300, 400);
    pausing.drain(), full.drain();
    check_exact(pausing.ledger(), 400);
    check_exact(full.ledger(), 400);
    check_exact(in_place.ledger(), 400);
    CHECK(dropped(pausing.ledger(), ct::drop_reason::paused) == 100);
    CHECK(dropped(full.ledger(), ct::drop_reason::ring_full) == 400 - 128);
    CHECK(in_place.ledger().total().recorded == 400);
}

TEST_CASE("sessions with one clock have one reading of a row, those with another their own") {
    session_of<counted_clock> first{about, batches, {}}, second{about, batches, {}};
    session_of<> other{about, batches, {}};
    emit_steps(0, 1); // the destinations are not known yet
    auto const before = counted_clock::readings;
    emit_steps(1, 101);
    CHECK(counted_clock::readings == before + 100);
    first.drain(), second.drain(), other.drain();
    auto const rows = first.rows(batch), same = second.rows(batch);
    REQUIRE(rows.size() == 101);
    REQUIRE(same.size() == 101);
    for (std::size_t i = 1; i != 101; ++i) CHECK(rows[i].at - rows[i - 1].at == same[i].at - same[i - 1].at);
    CHECK(holds_steps_up_to(other, 101));
}

TEST_CASE("with a step clock beside another each has its own stamp") {
    session_of<ct::step_clock> by_step{about, batches, {}};
    session_of<> by_row{about, batches, {}};
    ct::step();
    emit_steps(0, 1);
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    emit_steps(1, 2);
    by_step.drain(), by_row.drain();
    CHECK(by_step.rows(batch)[1].at == by_step.rows(batch)[0].at);
    CHECK(by_row.rows(batch)[1].at - by_row.rows(batch)[0].at >= std::chrono::milliseconds{2});
}
