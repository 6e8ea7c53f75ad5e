// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/clock.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

TEST_CASE("a timestamp is nanoseconds since the Unix epoch in 64 bits") {
    STATIC_CHECK(sizeof(ct::timestamp) == 8);
    STATIC_CHECK(ct::timestamp{} == std::chrono::sys_days{std::chrono::year{1970} / 1 / 1});
    STATIC_CHECK(std::is_same_v<ct::timestamp::period, std::nano>);
}
