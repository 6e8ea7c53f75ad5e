// SPDX-License-Identifier: MIT
// Price tables of a program's own: from code, and from files, whose mistakes are named with file, line and reason.
#include "enrich/rows.hpp"
#include "export/folder.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <limits>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string said(auto const& action) {
    try {
        action();
    } catch (ct::error const& failure) {
        return failure.what();
    }
    return "nothing";
}

/// What loading a file of this text complains of, without the folder.
std::string complaint_about(std::string const& text) {
    test::folder const here;
    test::put(here / "prices.csv", text);
    std::string const what = said([&] { (void)ct::price_table::load(here / "prices.csv"); });
    if (what == "nothing") return what;
    std::string const folder = here / "";
    REQUIRE_THAT(what, StartsWith(folder));
    return what.substr(folder.size());
}

ct::price_table loaded(std::string const& text, ct::price_table const& base = {}) {
    test::folder const here;
    test::put(here / "prices.csv", text);
    return ct::price_table::load(here / "prices.csv", base);
}

constexpr ct::price none{-1, -1};
// g++ 12 with the address sanitizer takes parts of temporaries for unset.
constexpr ct::price one_and_two{1, 2};
constexpr ct::price three_and_four{3, 4};
constexpr ct::price seven_and_eight{7, 8};

ct::price priced_at(ct::price_table const& table, std::string_view model) {
    return table.find(model).value_or(none);
}

} // namespace

TEST_CASE("an empty table knows no model") {
    ct::price_table const empty;
    CHECK(empty.size() == 0);
    CHECK(empty.find("a") == std::nullopt);
    CHECK(empty.find("") == std::nullopt);
    CHECK_FALSE(empty.otherwise);
}

TEST_CASE("a table takes prices, replaces them, and begins with a list's where it is made from one") {
    ct::price_table table = ct::default_prices;
    CHECK(table.size() == ct::default_prices.size());
    CHECK(priced_at(table, "gpt-4o-2024-08-06") == ct::price{2.5, 10, 1.25});
    table.set("my-model*", {1, 2}).set("gpt-4o", {3, 4});
    CHECK(table.size() == ct::default_prices.size() + 1);
    CHECK(priced_at(table, "my-model-001") == ct::price{1, 2});
    CHECK(priced_at(table, "gpt-4o") == ct::price{3, 4});
    CHECK(priced_at(table, "gpt-4o-2024-08-06") == none); // set without a star: this model only
    CHECK(ct::default_prices.find("gpt-4o")->input == 2.5);
    CHECK_FALSE(table.otherwise);
    table.set("*", {7, 8});
    CHECK(table.otherwise == seven_and_eight);
    CHECK(ct::price_table{ct::seed_prices}.otherwise == one_and_two);
}

TEST_CASE("a table of many models finds each of them, and copies are their own") {
    ct::price_table table;
    for (int i = 0; i != 5'000; ++i) table.set("org/model-x" + std::to_string(i) + "*", {1.0 * i, 2});
    CHECK(table.size() == 5'000);
    ct::price_table const copy = table;
    table.set("org/model-x17", {99, 99});
    for (int i = 0; i != 5'000; ++i) {
        std::string const name = "org/model-x" + std::to_string(i);
        REQUIRE(priced_at(copy, name).input == i);
        REQUIRE(priced_at(copy, name + "-2026-01-01").input == i);
        REQUIRE(priced_at(copy, name + "-turbo") == none);
    }
    CHECK(priced_at(table, "org/model-x17").input == 99);
    ct::price_table moved = std::move(table);
    CHECK(priced_at(moved, "org/model-x18").input == 18);
    moved = {};
    CHECK(moved.set("a", {1, 1}).find("a") == ct::price{1, 1});
}

TEST_CASE("a table refuses what is no price and what is no name") {
    ct::price_table table;
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const inf = std::numeric_limits<double>::infinity();
    for (ct::price const p :
         {ct::price{-1, 0}, {0, -0.001}, {0, 0, -1}, {nan, 0}, {0, nan}, {0, 0, nan}, {inf, 0}, {0, -inf}})
        CHECK_THAT(said([&] { table.set("m", p); }), ContainsSubstring("that of 'm'"));
    for (auto const* name : {"", "a*b", "**", "*a", "a**"})
        CHECK_THAT(said([&] { table.set(name, {1, 2}); }), ContainsSubstring("a star only at its end"));
    CHECK(table.size() == 0);
    CHECK_FALSE(table.otherwise);
    table.set("free", {0, 0}).set("minus zero", {-0.0, 0});
    CHECK(table.size() == 2);
}

TEST_CASE("a price list is read from a file") {
    auto const table = loaded("# prices of our own, in dollars per million tokens\n"
                              "model,input,output,cached\n"
                              "\n"
                              "my-model,2.5,10,1.25\n"
                              "  spaced out , 1 ,\t2 , \n"
                              "no-cached-price,3,6\n"
                              "family*,1e-3,0\n"
                              "*,7,8");
    CHECK(table.size() == 4);
    CHECK(priced_at(table, "my-model") == ct::price{2.5, 10, 1.25});
    CHECK(priced_at(table, "my-model-001") == none);
    CHECK(priced_at(table, "spaced out") == ct::price{1, 2});
    CHECK(priced_at(table, "no-cached-price") == ct::price{3, 6});
    CHECK(priced_at(table, "family-2026-01-01") == ct::price{0.001, 0});
    CHECK(table.otherwise == seven_and_eight);
}

TEST_CASE("a file may lack a header, have one of three columns, end lines as Windows does, or hold nothing") {
    CHECK(priced_at(loaded("a,1,2\nb,3,4,5\n"), "b") == ct::price{3, 4, 5});
    CHECK(priced_at(loaded("model,input,output\na,1,2\n"), "a") == ct::price{1, 2});
    CHECK(priced_at(loaded("\xef\xbb\xbfmodel,input,output,cached\r\na,1,2,\r\n"), "a") == ct::price{1, 2});
    CHECK(loaded("").size() == 0);
    CHECK(loaded("# nothing\n\n").size() == 0);
    CHECK(loaded("model,input,output\n").size() == 0);
    std::string const name(10'000, 'x'); // longer than a read
    CHECK(priced_at(loaded(name + ",1,2\nb,3,4"), name) == ct::price{1, 2});
}

TEST_CASE("a file's prices come before those that it is loaded onto") {
    auto const table = loaded("gpt-4,1,2\nnew,3,4\n", ct::seed_prices);
    CHECK(table.size() == ct::seed_prices.size() + 1);
    CHECK(priced_at(table, "gpt-4") == ct::price{1, 2});
    CHECK(priced_at(table, "new") == ct::price{3, 4});
    CHECK(priced_at(table, "claude-3-opus") == ct::price{15, 75});
    CHECK(table.otherwise == one_and_two);
    CHECK(loaded("*,3,4\n", ct::seed_prices).otherwise == three_and_four);
}

TEST_CASE("a mistake in a file is named with its line") {
    CHECK_THAT(complaint_about("a,1\n"), StartsWith("prices.csv:1: 2 columns, but"));
    CHECK_THAT(complaint_about("a\n"), StartsWith("prices.csv:1: 1 column, but"));
    CHECK_THAT(complaint_about("# x\n\na,1,2,3,4\n"), StartsWith("prices.csv:3: 5 columns, but"));
    CHECK_THAT(complaint_about("a,2,50,10,00\n"), ContainsSubstring("decimal point"));
    CHECK_THAT(complaint_about("a,1,2\nb,one,2\n"),
               StartsWith("prices.csv:2: the price of input is not a number: 'one'"));
    CHECK_THAT(complaint_about("a,1,2x\n"), StartsWith("prices.csv:1: the price of output is not a number: '2x'"));
    CHECK_THAT(complaint_about("a,$1,2\n"), ContainsSubstring("input is not a number: '$1'"));
    CHECK_THAT(complaint_about("a,,2\n"), ContainsSubstring("input is not a number: ''"));
    CHECK_THAT(complaint_about("a,1,2,?\n"), ContainsSubstring("cached is not a number: '?'"));
    CHECK_THAT(complaint_about("a,-1,2\n"), ContainsSubstring("input is negative: '-1'"));
    CHECK_THAT(complaint_about("a,1,2,-0.5\n"), ContainsSubstring("cached is negative: '-0.5'"));
    CHECK_THAT(complaint_about("a,nan,2\n"), ContainsSubstring("input is NaN or infinite: 'nan'"));
    CHECK_THAT(complaint_about("a,1,-inf\n"), ContainsSubstring("output is NaN or infinite: '-inf'"));
    CHECK_THAT(complaint_about("a,1e999,2\n"), ContainsSubstring("input is too large or too small: '1e999'"));
    CHECK_THAT(complaint_about("a,1,2\nb,1,2\n\na,3,4\n"), StartsWith("prices.csv:4: a is listed already in line 1"));
    CHECK_THAT(complaint_about("b,1,2\na,1,2\na*,3,4\n"), StartsWith("prices.csv:3: a* is listed already in line 2"));
    CHECK_THAT(complaint_about("a,1,2\n*,1,2\n*,3,4\n"), StartsWith("prices.csv:3: * is listed already in line 2"));
    CHECK_THAT(complaint_about(",1,2\n"), StartsWith("prices.csv:1: a model has a name"));
    CHECK_THAT(complaint_about("gpt-*-mini,1,2\n"), StartsWith("prices.csv:1: a model has a name, and a star only"));
    CHECK_THAT(complaint_about("\"a\",1,2\n"), StartsWith("prices.csv:1: quotation marks"));
    CHECK_THAT(complaint_about("model,output,input\n"), StartsWith("prices.csv:1: the header is not"));
    CHECK_THAT(complaint_about("a,1,2\nmodel,input,output\n"), StartsWith("prices.csv:2: the price of input is not"));
    CHECK_THAT(complaint_about(std::string("a,1,2\n\0,1,2\n,", 13)), StartsWith("prices.csv:3: 2 columns"));
}

TEST_CASE("a file that cannot be read is named with the reason") {
    test::folder const here;
    CHECK_THAT(said([&] { (void)ct::price_table::load(here / "absent.csv"); }),
               ContainsSubstring("cannot read the price list '" + (here / "absent.csv") + "'") &&
                   ContainsSubstring("No such file"));
    CHECK_THAT(said([&] { (void)ct::price_table::load(here.path().string()); }), ContainsSubstring("cannot read"));
}
