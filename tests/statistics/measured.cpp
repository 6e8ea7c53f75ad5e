// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;

namespace {
constexpr gauge<"loss"> loss{};
constexpr timer<"latency", std::chrono::microseconds> latency{};
constexpr tag<"model"> model{};
constexpr flag<"ok"> ok{};
} // namespace

TEST_CASE("a measurement's accumulator takes its descriptor's values") {
    STATIC_CHECK(
        std::same_as<stream_accumulator<decltype(loss), decltype(mean)>, accumulator<double, statistics<mean_t>>>);
    STATIC_CHECK(std::same_as<stream_accumulator<decltype(latency), decltype(mean | max)>::value_type,
                              std::chrono::microseconds>);
    STATIC_CHECK(std::same_as<stream_accumulator<decltype(model), decltype(count)>::value_type, std::string_view>);
    stream_accumulator<decltype(ok), decltype(success_rate)> a;
    a(true);
    CHECK(a[success_rate] == 1);
}

TEST_CASE("a window may keep every value") {
    window_accumulator<decltype(loss), decltype(median | count)> a;
    a(1), a(3);
    CHECK(a[median] == 2);
}
