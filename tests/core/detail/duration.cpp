// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/duration.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

using crucible::telemetry::detail::is_duration;

namespace {
struct looks_like_one {
    using rep = int;
    using period = std::milli;
};
} // namespace

TEST_CASE("durations of any ticks are durations; numbers, times and what merely looks like one are not") {
    STATIC_CHECK(is_duration<std::chrono::nanoseconds>);
    STATIC_CHECK(is_duration<std::chrono::duration<double, std::ratio<1, 30>>>);
    STATIC_CHECK_FALSE(is_duration<looks_like_one>);
    STATIC_CHECK_FALSE(is_duration<std::chrono::system_clock::time_point>);
    STATIC_CHECK_FALSE(is_duration<int>);
    STATIC_CHECK_FALSE(is_duration<std::chrono::seconds const>);
}

} // namespace
