// SPDX-License-Identifier: MIT
// What rows cost, by which price, and how rows without one are marked.
#include "enrich/rows.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace {

enum class engine : unsigned char { small, large };
constexpr std::string_view to_text(engine e) { return e == engine::small ? "gpt-4o-mini" : "gpt-4o"; }

namespace m {
inline constexpr ct::gauge<"cost"> hedging{.in = ct::dimensionless};
inline constexpr ct::gauge<"cost", float> in_dollars{.in = ct::us_dollars};
inline constexpr ct::counter<"cost", std::int64_t> without_unit{};
inline constexpr ct::tag<"model", engine> engine_used{};
inline constexpr ct::text<"model"> model_text{};
inline constexpr ct::counter<"prompt_tokens", std::uint32_t> prompt_u32{};
} // namespace m

inline constexpr ct::event<"cost.all", ct::optional<v::cost>, ct::optional<v::model>, ct::optional<v::prompt_tokens>,
                           ct::optional<v::completion_tokens>, ct::optional<v::cached_tokens>,
                           ct::optional<v::total_tokens>>
    all{};
inline constexpr ct::event<"cost.stated", v::cost> stated{};
inline constexpr ct::event<"cost.tokens", v::model, v::prompt_tokens> tokens_only{};
inline constexpr ct::event<"cost.enum", m::engine_used, m::prompt_u32> by_enum{};
inline constexpr ct::event<"cost.text", m::model_text, v::completion_tokens> by_text{};
inline constexpr ct::event<"cost.hedging", m::hedging> multiplier{};
inline constexpr ct::event<"cost.hedging.llm", m::hedging, v::model, v::prompt_tokens> multiplier_and_tokens{};
inline constexpr ct::event<"cost.dollars", m::in_dollars> in_dollars{};
inline constexpr ct::event<"cost.plain", m::without_unit> without_unit{};
inline constexpr ct::event<"cost.model", v::model, v::cached_tokens> model_only{};
inline constexpr ct::event<"cost.no.model", v::prompt_tokens, v::completion_tokens> no_model{};

template <auto const& Event, class D>
constexpr bool has = ct::event_gives<std::remove_cvref_t<decltype(Event)>, std::remove_cv_t<D>>;
template <auto const& Event>
constexpr bool has_cost = has<Event, decltype(ct::cost)> && has<Event, decltype(ct::pricing)>;
template <auto const& Event>
constexpr bool has_none = !has<Event, decltype(ct::cost)> && !has<Event, decltype(ct::pricing)>;

static_assert(has_cost<all> && has_cost<stated> && has_cost<tokens_only> && has_cost<by_enum> && has_cost<by_text>);
static_assert(has_cost<in_dollars> && has_cost<without_unit>);
static_assert(has_none<multiplier>, "a cost in another unit than dollars is another quantity");
static_assert(has_none<model_only> && has_none<no_model>);

inline constexpr ct::price_list list{{{"cheap*", {1, 2, 0.5}}, {"dear", {100, 200}}, {"*", {10, 20}}}};

/// Changed by the tests before they read it, as a program would at its beginning.
inline ct::price_table table;

auto tokens(std::string_view model, std::int64_t prompt, std::int64_t completion) {
    return all(v::model = model, v::prompt_tokens = prompt, v::completion_tokens = completion);
}

} // namespace

static_assert(all(v::cost = 0.5)[ct::cost] == 0.5, "derived when compiled, too");
static_assert(all(v::model = "gpt-4o", v::prompt_tokens = 1'000'000)[ct::cost] == 2.5);

TEST_CASE("a cost that is stated is the cost, 0 and refunds too") {
    CHECK(value_of(ct::cost, stated(v::cost = 0.002)) == 0.002);
    CHECK(value_of(ct::cost, stated(v::cost = 0.0)) == 0.0);
    CHECK(value_of(ct::cost, stated(v::cost = -0.25)) == -0.25);
    auto const for_free = all(v::cost = 0.0, v::model = "gpt-4o", v::prompt_tokens = 1'000);
    CHECK(value_of(ct::cost, for_free) == 0.0);
    CHECK(value_of(ct::pricing, for_free) == ct::priced::stated);
    CHECK(value_of(ct::cost, in_dollars(m::in_dollars = 0.5F)) == 0.5);
    CHECK(value_of(ct::cost, without_unit(m::without_unit = 3)) == 3.0);
}

TEST_CASE("a cost that is NaN or infinite is none: tokens decide") {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (double const wrong : {std::numeric_limits<double>::quiet_NaN(), infinite, -infinite}) {
        CHECK(value_of(ct::cost, stated(v::cost = wrong)) == std::nullopt);
        CHECK(value_of(ct::pricing, stated(v::cost = wrong)) == ct::priced::no_tokens);
        auto const request = all(v::cost = wrong, v::model = "gpt-4o", v::prompt_tokens = 1'000'000);
        CHECK(value_of(ct::cost, request) == 2.5);
        CHECK(value_of(ct::pricing, request) == ct::priced::listed);
    }
}

TEST_CASE("a cost in another unit is not taken for dollars") {
    auto const request =
        multiplier_and_tokens(m::hedging = 2.0, v::model = "gpt-4o", v::prompt_tokens = 1'000'000);
    CHECK(value_of(ct::cost, request) == 2.5);
    CHECK(value_of(ct::pricing, request) == ct::priced::listed);
}

TEST_CASE("tokens cost the price of their model") {
    CHECK(value_of(ct::cost, tokens("gpt-4", 1'000, 500)) == 0.06);
    CHECK(value_of(ct::pricing, tokens("gpt-4", 1'000, 500)) == ct::priced::listed);
    CHECK(value_of(ct::pricing, tokens("gpt-4o-2024-08-06", 1, 1)) == ct::priced::listed);
    CHECK(value_of(ct::cost, all(v::model = "gpt-4", v::completion_tokens = 500)) == 0.03);
    CHECK(value_of(ct::cost, all(v::model = "gpt-4o", v::prompt_tokens = 1'000'000, v::cached_tokens = 600'000)) ==
          1.0 + 0.75);
    CHECK(value_of(ct::cost, tokens_only(v::model = "o1", v::prompt_tokens = 1'000'000)) == 15.0);
    CHECK(value_of(ct::cost, by_enum(m::engine_used = engine::small, m::prompt_u32 = 2'000'000U)) == 0.3);
    CHECK(value_of(ct::cost, by_text(m::model_text = "o1-mini", v::completion_tokens = 500'000)) == 2.2);
}

TEST_CASE("a model without a price has no cost, and is marked") {
    for (std::string const& model : {std::string("unlisted-model"), std::string("gpt-4o\0", 7), std::string(5'000, '-'),
                                     std::string("gpt-4o-audio-preview"), std::string("*")}) {
        CHECK(value_of(ct::cost, tokens(model, 1'000, 500)) == std::nullopt);
        CHECK(value_of(ct::pricing, tokens(model, 1'000, 500)) == ct::priced::unknown_model);
    }
    auto const nameless = all(v::prompt_tokens = 1'000);
    CHECK(value_of(ct::cost, nameless) == std::nullopt);
    CHECK(value_of(ct::pricing, nameless) == ct::priced::unknown_model);
}

TEST_CASE("without tokens there is no cost, whatever the model and the total") {
    for (auto const& request : {all(), all(v::model = "gpt-4o"), all(v::model = "gpt-4o", v::total_tokens = 500),
                                all(v::model = "gpt-4o", v::cached_tokens = 500), tokens("gpt-4o", -1, -1)}) {
        CHECK(value_of(ct::cost, request) == std::nullopt);
        CHECK(value_of(ct::pricing, request) == ct::priced::no_tokens);
    }
}

TEST_CASE("a negative number of tokens is none, and the most that there can be cost a finite amount") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK(value_of(ct::cost, tokens("gpt-4", -1'000, 500)) == 0.03);
    CHECK(value_of(ct::cost, tokens("gpt-4", 1'000, std::numeric_limits<std::int64_t>::min())) == 0.03);
    CHECK(value_of(ct::cost, all(v::model = "gpt-4o", v::prompt_tokens = 1'000'000, v::cached_tokens = -5)) == 2.5);
    auto const huge = value_of(ct::cost, tokens("o1-pro", most, most));
    REQUIRE(huge);
    CHECK(std::isfinite(*huge));
}

TEST_CASE("costs follow the list that they are asked for by") {
    auto const& by_list = ct::cost_with<list>;
    CHECK(value_of(by_list, tokens("dear", 1'000'000, 0)) == 100.0);
    CHECK(value_of(by_list, tokens("cheap-2026-01-01", 1'000'000, 0)) == 1.0);
    CHECK(value_of(by_list, tokens("gpt-4o", 1'000'000, 0)) == 10.0);
    CHECK(value_of(ct::pricing_with<list>, tokens("gpt-4o", 1'000'000, 0)) == ct::priced::fallback);
    CHECK(value_of(ct::pricing_with<list>, tokens("dear", 1'000'000, 0)) == ct::priced::listed);
    CHECK(value_of(by_list, all(v::prompt_tokens = 1'000'000)) == std::nullopt); // no model at all: no fallback either
    CHECK(value_of(by_list, tokens("", 1'000'000, 0)) == std::nullopt);
    CHECK(value_of(ct::pricing_with<list>, tokens("", 1'000'000, 0)) == ct::priced::unknown_model);
}

TEST_CASE("costs follow a table that is filled at run time") {
    auto const& by_table = ct::cost_with<table>;
    table = {};
    CHECK(value_of(by_table, tokens("mine", 1'000'000, 0)) == std::nullopt);
    CHECK(value_of(ct::pricing_with<table>, tokens("mine", 1'000'000, 0)) == ct::priced::unknown_model);
    table = ct::default_prices;
    table.set("mine*", {4, 8});
    CHECK(value_of(by_table, tokens("mine-v2", 1'000'000, 0)) == 4.0);
    CHECK(value_of(by_table, tokens("gpt-4o", 1'000'000, 0)) == 2.5);
    table.otherwise = ct::price{1, 2};
    CHECK(value_of(by_table, tokens("unheard-of", 1'000'000, 0)) == 1.0);
    CHECK(value_of(ct::pricing_with<table>, tokens("unheard-of", 1'000'000, 0)) == ct::priced::fallback);
}

TEST_CASE("each way of pricing has a name of its own") {
    CHECK(to_text(ct::priced::stated) == "stated");
    CHECK(to_text(ct::priced::listed) == "listed");
    CHECK(to_text(ct::priced::fallback) == "fallback");
    CHECK(to_text(ct::priced::unknown_model) == "unknown_model");
    CHECK(to_text(ct::priced::no_tokens) == "no_tokens");
}
