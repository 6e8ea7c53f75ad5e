// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/stretch.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("the last so long goes back from now, at most as far as stamps go") {
    ct::timestamp const now{100s};
    CHECK(ct::latest_time(30s).begin(now) == ct::timestamp{70s});
    CHECK(ct::latest_time(-30s).begin(now) == ct::timestamp{130s});
    CHECK(ct::latest_time(1.5ms * 2).span == 3ms);
    CHECK(ct::latest_time(std::chrono::hours::max()).span == std::chrono::nanoseconds::max());
    CHECK(ct::latest_time(std::chrono::hours::min()).span == std::chrono::nanoseconds::min());
    CHECK(ct::latest_time(std::chrono::hours::max()).begin(now) == now - std::chrono::nanoseconds::max());
    CHECK(ct::latest_time(std::chrono::hours::max()).begin(ct::timestamp{-100s}) == ct::timestamp::min());
    CHECK(ct::latest_time(std::chrono::hours::min()).begin(now) == ct::timestamp::max());
}

TEST_CASE("a number of rows of any type, none when it is not positive") {
    CHECK(ct::latest_rows(7).count == 7);
    CHECK(ct::latest_rows(-7).count == 0);
    CHECK(ct::latest_rows(static_cast<unsigned char>(200)).count == 200);
    CHECK(ct::latest_rows(~0ULL).count == std::numeric_limits<std::ptrdiff_t>::max());
}

TEST_CASE("a stretch is everything unless it is said") {
    CHECK(ct::stretch{} == ct::stretch{ct::timestamp::min(), ct::timestamp::max()});
    CHECK(ct::stretch{.from = ct::timestamp{1s}} != ct::stretch{});
}
