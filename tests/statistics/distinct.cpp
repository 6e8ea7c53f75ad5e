// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace crucible::telemetry;

static_assert(batch_cell<cells::hyperloglog<>> && text_cell<cells::hyperloglog<>> && statistic<distinct_t>);
static_assert(std::is_trivially_copyable_v<accumulator_of<std::string_view, distinct_t>>);

TEST_CASE("different numbers, flags, tags and texts are counted") {
    stream_accumulator<gauge<"status", int>, decltype(distinct | count)> codes;
    for (int const code : {200, 404, 200, 500, 200}) codes(code);
    CHECK(codes[distinct] == 3);
    CHECK(codes[count] == 5);
    STATIC_CHECK(std::same_as<decltype(codes[distinct]), std::uint64_t>);
    stream_accumulator<flag<"ok">, decltype(distinct)> flags;
    flags(true), flags(true);
    CHECK(flags[distinct] == 1);
    stream_accumulator<tag<"model">, decltype(distinct)> models;
    for (int i = 0; i != 1000; ++i) models("model " + std::to_string(i % 300));
    CHECK(models[distinct] == 300);
}

TEST_CASE("a value that both sides have seen is one value") {
    accumulator_of<std::string_view, distinct_t> a, b;
    a("bert"), a("gpt"), b("gpt"), b("t5");
    a += b;
    CHECK(a[distinct] == 3);
}
