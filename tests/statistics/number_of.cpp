// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics/number_of.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <string_view>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("numbers, flags and durations become the number that cells take") {
    STATIC_CHECK(as_number(-3) == -3.0);
    STATIC_CHECK(as_number(std::uint64_t{1} << 60) == 0x1p60);
    STATIC_CHECK(as_number(0.5F) == 0.5);
    STATIC_CHECK(as_number(true) == 1.0);
    STATIC_CHECK(as_number(250us) == 250.0);
    STATIC_CHECK(as_number(std::string_view{"text"}) == 0.0);
}

TEST_CASE("readings of durations in their own dimension are durations") {
    auto const mean = as_reading<std::chrono::milliseconds, dimension::value>(1.5);
    STATIC_CHECK(std::same_as<decltype(mean), std::chrono::duration<double, std::milli> const>);
    CHECK(mean == 1500us);
    auto const variance = as_reading<std::chrono::milliseconds, dimension::value_squared>(1.5);
    STATIC_CHECK(std::same_as<decltype(variance), double const>);
    auto const quantiles = as_reading<std::chrono::milliseconds, dimension::value>(std::array{1.0, 2.0});
    CHECK(quantiles[1] == 2ms);
    STATIC_CHECK(as_reading<int, dimension::value>(1.5) == 1.5);
}

TEST_CASE("finite is what is neither NaN nor infinite") {
    using limits = std::numeric_limits<double>;
    for (double const x : {0.0, -0.0, 1.0, limits::max(), limits::lowest(), limits::denorm_min()})
        CHECK(detail::is_finite(x));
    for (double const x : {limits::infinity(), -limits::infinity(), limits::quiet_NaN()})
        CHECK_FALSE(detail::is_finite(x));
    CHECK(detail::all_finite({}));
    CHECK_FALSE(detail::all_finite(std::array{1.0, 2.0, limits::quiet_NaN(), 3.0}));
}
