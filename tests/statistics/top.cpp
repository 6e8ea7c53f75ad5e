// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace crucible::telemetry;

static_assert(text_cell<cells::space_saving<>> && statistic<top_t<10>> && statistic<top_t<100>>);
static_assert(std::same_as<decltype(top<3> | top<10>)::cells, type_set<cells::space_saving<>>>, "they share one cell");
static_assert(std::same_as<top_t<17>::cell, cells::space_saving<128>>);
static_assert(std::is_trivially_copyable_v<accumulator_of<std::string_view, top_t<10>>>);

TEST_CASE("the most frequent tags, with how many rows they have") {
    stream_accumulator<tag<"model">, decltype(top<2> | top<5> | count)> models;
    for (int i = 0; i != 60; ++i) models(i % 2 == 0 ? "bert" : i % 3 == 0 ? "gpt" : "t5");
    auto const two = models[top<2>];
    REQUIRE(two.size == 2);
    CHECK(two[0].text() == "bert");
    CHECK(two[0].rows == 30);
    CHECK(two[1].text() == "t5");
    CHECK(two.unlisted == 0);
    CHECK(models[top<5>].size == 3);
    CHECK(models[count] == 60);
    double rows = 0;
    for (auto const& found : models[top<5>]) rows += found.rows;
    CHECK(rows == 60);
}

TEST_CASE("the most frequent numbers, of which a sampled row stands for several") {
    stream_accumulator<gauge<"status", int>, decltype(top<3>)> codes;
    for (int const code : {200, 200, 404}) codes(code);
    codes(500, 2.5);
    CHECK(codes[top<3>][0].number == 500);
    CHECK(codes[top<3>][0].rows == 2.5);
    CHECK(codes[top<3>][1].number == 200);
}

TEST_CASE("what is not listed is bounded") {
    accumulator_of<std::string_view, top_t<3>> many;
    for (int i = 0; i != 10'000; ++i) many(std::to_string(i % 200));
    CHECK(many[top<3>].unlisted >= 50);
    CHECK(many[top<3>].unlisted <= 10'000 / 64.0);
}
