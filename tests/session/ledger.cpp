// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <set>

namespace {

ct::account account(std::uint64_t recorded, std::uint64_t full, std::uint64_t paused = 0) {
    ct::account a{.recorded = recorded};
    a.dropped_for[static_cast<std::size_t>(ct::drop_reason::ring_full)] = full;
    a.dropped_for[static_cast<std::size_t>(ct::drop_reason::paused)] = paused;
    return a;
}

} // namespace

TEST_CASE("an account adds up what was recorded, sampled out and dropped") {
    ct::account a = account(5, 2, 1);
    a.sampled_out = 3;
    CHECK(a.dropped() == 3);
    CHECK(a.dropped(ct::drop_reason::ring_full) == 2);
    CHECK(a.dropped(ct::drop_reason::stopped) == 0);
    CHECK(a.settled() == 11);
    a += account(1, 1);
    CHECK(a.settled() == 13);
    CHECK(a.dropped(ct::drop_reason::ring_full) == 3);
}

TEST_CASE("a ledger is balanced when nothing is unaccounted for") {
    ct::ledger l{.events = {{"a", account(5, 2)}, {"b", account(1, 0)}}, .emitted = 9, .in_flight = 1};
    CHECK(l.balanced());
    CHECK(l.total().recorded == 6);
    CHECK(l["a"].dropped() == 2);
    CHECK(l["no such event"] == ct::account{});
    l.emitted = 10;
    CHECK_FALSE(l.balanced());
}

TEST_CASE("every reason has a name of its own") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i != ct::drop_reasons; ++i) names.insert(to_text(static_cast<ct::drop_reason>(i)));
    CHECK(names.size() == ct::drop_reasons);
    CHECK_FALSE(names.contains("unknown"));
}

TEST_CASE("a session's ledger speaks of each event in the order in which they are watched") {
    ct::session run{{.name = "ledger"}, ct::watch(remark, batch), ct::policies<ct::manual>};
    emit_steps(0, 3);
    ct::emit(remark(m::step = 0, m::note = "one"));
    CHECK(run.ledger().in_flight == 4);
    CHECK(run.ledger().balanced());
    CHECK_FALSE(run.pause());
    emit_steps(3, 5);
    run.drain();
    auto const now = run.ledger();
    REQUIRE(now.events.size() == 2);
    CHECK(now.events[0].event == "train.remark");
    CHECK(now.events[0].of.recorded == 1);
    CHECK(now.events[1].event == "train.batch");
    CHECK(now["train.batch"].recorded == 3);
    CHECK(now["train.batch"].dropped(ct::drop_reason::paused) == 2);
    check_exact(now, 6);
}
