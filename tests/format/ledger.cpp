// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/ledger.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;

TEST_CASE("an account tells what was recorded, and what became of the rest") {
    ct::account account{.recorded = 8};
    CHECK(fmt::format("{}", account) == "recorded 8");
    account.sampled_out = 3;
    account.count(ct::drop_reason::ring_full, 2);
    account.count(ct::drop_reason::paused);
    CHECK(fmt::format("{}", account) == "recorded 8, sampled out 3, dropped 3 (ring_full 2, paused 1)");
}

TEST_CASE("a ledger tells the sum, and by l each event") {
    ct::ledger ledger;
    ledger.events = {{"a", {.recorded = 5}}, {"b", {.recorded = 1}}};
    ledger.events[1].of.count(ct::drop_reason::overwritten, 4);
    ledger.emitted = 10;
    CHECK(fmt::format("{}", ledger) == "emitted 10: recorded 6, dropped 4 (overwritten 4)");
    CHECK(fmt::format("{:l}", ledger) == "emitted 10: recorded 6, dropped 4 (overwritten 4)\n"
                                         "  a: recorded 5\n"
                                         "  b: recorded 1, dropped 4 (overwritten 4)");
    ledger.emitted = 13;
    ledger.in_flight = 2;
    ledger.unmeasured = 1;
    CHECK(fmt::format("{}", ledger) ==
          "emitted 13: recorded 6, dropped 4 (overwritten 4), in flight 2, not in all statistics 1, NOT BALANCED");
}

} // namespace
