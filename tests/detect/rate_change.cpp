// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/rate_change.hpp>

#include "detect/detectors.hpp"

#include <chrono>
#include <string_view>

namespace ct = crucible::telemetry;
using namespace detectors;
using namespace std::chrono_literals;

TEST_CASE("rate_change is of any measurement, texts too, by the time of its rows") {
    static_assert(ct::timed_cell<ct::cells::rate_change<>> && ct::rate_change<>.allows(ct::kind::text));
    ct::accumulator_of<std::string_view, decltype(ct::count | ct::rate_change<>)> requests;
    ct::timestamp at{1'700'000'000s};
    for (int i = 0; i != 1000; ++i) requests("a", 1, at += i < 600 ? 100ms : 20ms);
    CHECK(requests[ct::rate_change<>].found == 1);
    CHECK(requests[ct::rate_change<>].rows == 1000);
}

TEST_CASE("rate_change comes back from bytes, damaged ones refused or safe") {
    ct::cells::rate_change<> c, again;
    ct::timestamp at{1'700'000'000s};
    for (int i = 0; i != 300; ++i) c(0, 1, at += 100ms);
    REQUIRE_FALSE(ct::from_bytes(ct::to_bytes(c), again));
    CHECK(again == c);
    for (int i = 0; i != 100; ++i) c(0, 1, at += 20ms), again(0, 1, at);
    CHECK(c.found() == 1);
    CHECK(again == c);
    check_damaged<ct::cells::rate_change<>>(noise(1000));
}
