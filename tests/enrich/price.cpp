// SPDX-License-Identifier: MIT
// How a model is found in a list: exactly, as a version of a family, or not at all; hostile names; and what it costs.
#include "enrich/rows.hpp"

#include <limits>
#include <string>
#include <vector>

namespace {

constexpr ct::price_list list{{
    {"alpha*", {1, 10}},
    {"alpha-2024-05-13", {2, 20}},
    {"alpha-mini*", {3, 30}},
    {"alpha-4", {4, 40}},
    {"beta", {5, 50, 0.5}},
    {"a-name-of-more-than-one-word-of-eight-bytes*", {6, 60}},
    {"7charac", {7, 70}},
    {"8charact", {8, 80}},
    {"9characte", {9, 90}},
}};
constexpr ct::price_list with_any{{{"beta", {5, 50}}, {"*", {1, 2}}}};

constexpr ct::price one_and_two{1, 2};

/// The input price, which tells the models of the list apart; 0 for none.
constexpr double found(std::string_view model) {
    return list.find(model).value_or(ct::price{}).input;
}

} // namespace

TEST_CASE("a model is found by its exact name first") {
    CHECK(found("alpha") == 1);
    CHECK(found("alpha-2024-05-13") == 2);
    CHECK(found("alpha-mini") == 3);
    CHECK(found("beta") == 5);
    CHECK(found("a-name-of-more-than-one-word-of-eight-bytes") == 6);
    CHECK(found("7charac") == 7);
    CHECK(found("8charact") == 8);
    CHECK(found("9characte") == 9);
    CHECK(list.size() == 9);
    CHECK_FALSE(list.otherwise);
}

TEST_CASE("a version of a family costs what the longest of its families costs") {
    for (auto const* version : {"alpha-2024-08-06", "alpha-20241022", "alpha@20240620", "alpha:001", "alpha/123",
                                "alpha-latest", "alpha-v2", "alpha-v1:0", "alpha-20240620-v1:0", "alpha-v1.5"}) {
        CAPTURE(version);
        CHECK(found(version) == 1);
    }
    CHECK(found("alpha-mini-2024-07-18") == 3);
    CHECK(found("alpha-4-2024-01-01") == 0); // a short number begins another model, and alpha-4 is no family
    CHECK(found("alpha-2024-05-13-v2") == 1);
    CHECK(found("a-name-of-more-than-one-word-of-eight-bytes-001") == 6);
}

TEST_CASE("what is no version of a family is another model") {
    for (auto const* other :
         {"alpha-audio-preview", "alpha-2", "alpha-45", "alpha-32k", "alpha2024", "alpha.2024", "alpha-2024-", "alpha-",
          "alpha--", "alpha-v", "alpha-2024-08-06-preview", "alpha-latest2", "alpha-maxi", "Alpha", "alph", "xalpha",
          "my/alpha", "alpha*", "beta-2024-08-06", "beta-latest", "8charac", "9charact", "latest", "-latest", "v1",
          "2024", "-2024", "@", "*", ""}) {
        CAPTURE(other);
        CHECK(found(other) == 0);
    }
}

TEST_CASE("hostile names are models that nobody knows") {
    std::vector<std::string> hostile{std::string(1, '\0'), std::string("alpha\0", 6), std::string("alpha-20\0004", 9),
                                     "\xff\xfe", "alpha\n", " alpha", "älpha", "DROP TABLE models;--",
                                     std::string(1'000'000, '-'), std::string(1'000'000, 'a'),
                                     std::string(1'000'000, '1')};
    std::string versions;
    for (int i = 0; i != 100'000; ++i) versions += "-111";
    hostile.push_back(versions);
    for (std::string const& name : hostile) CHECK(found(name) == 0);
    CHECK(found("alpha" + versions) == 1);
}

TEST_CASE("a list may say what all other models cost") {
    CHECK(with_any.find("beta") == ct::price{5, 50});
    CHECK(with_any.find("gamma") == std::nullopt);
    CHECK(with_any.otherwise == one_and_two);
    CHECK(with_any.size() == 1);
}

TEST_CASE("a faulty list that is made at run time is refused") {
    double const below = -0.5;
    CHECK_THROWS_AS((ct::price_list{{{"a", {1, below}}}}), ct::error);
    CHECK_THROWS_AS((ct::price_list{{{"a", {1, 2}}, {"a", {1, 2}}}}), ct::error);
    CHECK_THROWS_AS((ct::price_list{{{"a*b", {1, 2}}}}), ct::error);
    CHECK((ct::price_list{{{"a", {1, -below}}}}).find("a")->output == 0.5);
}

TEST_CASE("tokens cost their price per million") {
    ct::price const p{.input = 2.5, .output = 10, .cached_input = 1.25};
    CHECK(ct::cost_of({.prompt = 1'000'000}, p) == 2.5);
    CHECK(ct::cost_of({.completion = 1'000'000}, p) == 10);
    CHECK(ct::cost_of({.prompt = 1'000'000, .completion = 1'000'000, .cached = 400'000}, p) == 1.5 + 0.5 + 10);
    CHECK(ct::cost_of({.prompt = 1'000'000, .cached = 1'000'000}, p) == 1.25);
    CHECK(ct::cost_of({}, p) == 0);
}

TEST_CASE("cached tokens are part of the prompt, and cost as it does where they have no price") {
    ct::price const p{.input = 2, .output = 8, .cached_input = 1};
    CHECK(ct::cost_of({.prompt = 1'000'000, .cached = 5'000'000}, p) == 1);
    CHECK(ct::cost_of({.prompt = 1'000'000, .cached = -5}, p) == 2);
    CHECK(ct::cost_of({.prompt = 0, .cached = 5}, p) == 0);
    CHECK(ct::cost_of({.prompt = 1'000'000, .cached = 500'000}, {.input = 2, .output = 8}) == 2);
    CHECK(ct::cost_of({.prompt = 1'000'000, .cached = 1'000'000}, {.input = 2, .output = 8, .cached_input = 0}) == 0);
}

TEST_CASE("without cached tokens the cost is the plain formula, bit for bit") {
    std::int64_t n = 1;
    for (ct::price const p : {ct::price{0.075, 0.30, 0.01}, ct::price{30, 60}, ct::price{0.5, 1.5}, ct::price{3, 15}})
        for (int i = 0; i != 200; ++i) {
            n = n * 48'271 % 2'147'483'647; // Park and Miller's generator
            std::int64_t const prompt = n % 100'003;
            std::int64_t const completion = 7 * n % 10'007;
            double const expected = static_cast<double>(prompt) * p.input / 1'000'000 +
                                    static_cast<double>(completion) * p.output / 1'000'000;
            CHECK(ct::cost_of({prompt, completion}, p) == expected);
        }
}

TEST_CASE("the most tokens that there can be cost a finite amount") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    double const dollars = ct::cost_of({most, most, most}, {150, 600, 75});
    CHECK(dollars > 6e15);
    CHECK(dollars < 7e15);
}

TEST_CASE("the prices that come with the library") {
    auto const dollars = [](std::string_view model) {
        return ct::default_prices.find(model).value_or(ct::price{});
    };
    CHECK(dollars("gpt-4o-2024-08-06") == ct::price{2.5, 10, 1.25});
    CHECK(dollars("gpt-4o-2024-05-13") == ct::price{5, 15});
    CHECK(dollars("gpt-4o-mini-2024-07-18") == ct::price{0.15, 0.6, 0.075});
    CHECK(dollars("gpt-4o-audio-preview") == ct::price{});
    CHECK(dollars("gpt-4-0613") == ct::price{30, 60});
    CHECK(dollars("gpt-4-1106-preview") == ct::price{10, 30});
    CHECK(dollars("o1-2024-12-17") == ct::price{15, 60, 7.5});
    CHECK(dollars("claude-3-5-sonnet-20241022") == ct::price{3, 15, 0.3});
    CHECK(dollars("claude-3-5-sonnet@20240620") == ct::price{3, 15, 0.3});
    CHECK(dollars("claude-3-5-sonnet-latest") == ct::price{3, 15, 0.3});
    CHECK(dollars("claude-opus-4-20250514") == ct::price{15, 75, 1.5});
    CHECK(dollars("claude-opus-4-5-20251101") == ct::price{5, 25, 0.5});
    CHECK(dollars("claude-opus-4-9") == ct::price{});
    CHECK(dollars("gemini-1.5-pro-002") == ct::price{1.25, 5, 0.3125});
    CHECK(dollars("gemini-1.5-flash-8b-001") == ct::price{0.0375, 0.15, 0.01});
    CHECK_FALSE(ct::default_prices.otherwise);
}

TEST_CASE("the six models of the seed cost in the default list what they cost in the seed's") {
    std::size_t models = 0;
    ct::seed_prices.for_each([&](std::string_view model, bool versions, ct::price const& seed) {
        CAPTURE(model);
        CHECK_FALSE(versions);
        auto const ours = ct::default_prices.find(model);
        REQUIRE(ours);
        CHECK(ours->input == seed.input);
        CHECK(ours->output == seed.output);
        ++models;
    });
    CHECK(models == 6);
    CHECK(ct::seed_prices.otherwise == one_and_two);
    CHECK(ct::seed_prices.find("gpt-4-0613") == std::nullopt);
}

TEST_CASE("no price of the default list is above its input when cached, and none is 0") {
    ct::default_prices.for_each([](std::string_view model, bool, ct::price const& p) {
        CAPTURE(model);
        CHECK(p.input > 0);
        CHECK(p.output > p.input * 0.99);
        CHECK(p.cached_input.value_or(p.input / 2) < p.input);
    });
}
