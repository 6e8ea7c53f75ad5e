// SPDX-License-Identifier: MIT
#include <crucible/telemetry/session/detail/pauses.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

using crucible::telemetry::timestamp;
using crucible::telemetry::detail::pauses;
using namespace std::chrono_literals;

constexpr timestamp at(std::chrono::nanoseconds t) { return timestamp{t}; }

} // namespace

TEST_CASE("without pauses, back is back") {
    CHECK(pauses{}.back(at(100s), 30s) == at(70s));
}

TEST_CASE("looking back passes over pauses") {
    pauses p;
    p.begin(at(40s));
    p.end(at(60s));
    p.begin(at(80s));
    p.end(at(85s));
    CHECK(p.back(at(100s), 10s) == at(90s));
    CHECK(p.back(at(100s), 15s) == at(85s));
    CHECK(p.back(at(100s), 16s) == at(79s));
    CHECK(p.back(at(100s), 35s) == at(60s));
    CHECK(p.back(at(100s), 40s) == at(35s));
}

TEST_CASE("while paused, and after the end, time stands still") {
    pauses p;
    p.begin(at(50s));
    CHECK(p.back(at(1000s), 10s) == at(40s));
    p.begin(at(70s)); // stopped during the pause
    CHECK(p.back(at(2000s), 10s) == at(40s));
}

TEST_CASE("of many pauses the latest are known") {
    pauses p;
    for (int i = 0; i != 10'000; ++i) {
        p.begin(at(i * 10s));
        p.end(at(i * 10s + 5s));
    }
    CHECK(p.back(at(100'000s), 5s * 2000) == at(80'005s));
}
