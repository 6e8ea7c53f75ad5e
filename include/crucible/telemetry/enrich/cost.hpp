// SPDX-License-Identifier: MIT
#pragma once
// Cost: what a request to a model cost in US dollars, stated by its emitter or calculated from its tokens and a price
// list; and where the figure comes from, so that models without a price are seen.

#include <crucible/telemetry/enrich/default_prices.hpp>
#include <crucible/telemetry/enrich/tokens_used.hpp>

namespace crucible::telemetry {

/// Where a row's cost comes from, or why it has none.
enum class priced : unsigned char {
    stated,        ///< the emitter gave it
    listed,        ///< tokens at the price of the model
    fallback,      ///< tokens at the price of models that are not listed
    unknown_model, ///< no cost: the model is not listed, or not given
    no_tokens,     ///< no cost: neither a cost nor tokens are given
};

[[nodiscard]] constexpr std::string_view to_text(priced how) {
    switch (how) {
    case priced::stated: return "stated";
    case priced::listed: return "listed";
    case priced::fallback: return "fallback";
    case priced::unknown_model: return "unknown_model";
    case priced::no_tokens: break;
    }
    return "no_tokens";
}

namespace detail {

/// Takes a cost in dollars, or in no unit; `cost` in another unit is something else.
struct stated_cost {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const& d) {
        return input_named<"cost", kind::counter, kind::gauge>::takes(d) && (d.in == us_dollars || d.in == unit{});
    }
};
using model_input = input_named<"model", kind::tag, kind::text>;

struct charge {
    priced how = priced::no_tokens;
    std::optional<double> dollars{};
};

template <class Row>
[[nodiscard]] constexpr std::optional<token_counts> count_tokens(Row const& row) {
    auto const prompt = tokens_in<prompt_input>(row);
    auto const completion = tokens_in<completion_input>(row);
    if (!prompt && !completion) return std::nullopt;
    return token_counts{prompt.value_or(0), completion.value_or(0), tokens_in<cached_input>(row).value_or(0)};
}

template <class Row>
[[nodiscard]] constexpr charge charge_for(Row const& row, price_source auto const& prices) {
    auto const stated = input_of<stated_cost, double>(row);
    if (stated && is_amount(*stated)) return {priced::stated, *stated};
    auto const used = count_tokens(row);
    if (!used) return {};
    auto const model = input_of<model_input, std::string_view>(row);
    if (!model || model->empty()) return {priced::unknown_model};
    if (auto const p = prices.find(*model)) return {priced::listed, cost_of(*used, *p)};
    if (prices.otherwise) return {priced::fallback, cost_of(*used, *prices.otherwise)};
    return {priced::unknown_model};
}

template <class Event>
inline constexpr bool can_be_charged =
    has_input<Event, stated_cost> ||
    (has_input<Event, model_input> && (has_input<Event, prompt_input> || has_input<Event, completion_input>));

template <auto const& Prices>
struct cost_rule {
    static constexpr unit in = us_dollars;
    static constexpr std::string_view help = "cost as the emitter states it, else tokens at the price of the model";

    template <class Event>
    static consteval bool applies() {
        return can_be_charged<Event>;
    }
    template <class Row>
    [[nodiscard]] static constexpr std::optional<double> of(Row const& row) {
        return charge_for(row, Prices).dollars;
    }
};

template <auto const& Prices>
struct pricing_rule {
    static constexpr unit in{};
    static constexpr std::string_view help = "where the cost comes from, or why there is none";

    template <class Event>
    static consteval bool applies() {
        return can_be_charged<Event>;
    }
    template <class Row>
    [[nodiscard]] static constexpr std::optional<priced> of(Row const& row) {
        return charge_for(row, Prices).how;
    }
};

} // namespace detail

/// Cost by prices of one's own: a price_list, a price_table or another price_source with static storage.
template <auto const& Prices>
    requires price_source<std::remove_cvref_t<decltype(Prices)>>
inline constexpr derived<"cost_usd", double, kind::counter, detail::cost_rule<Prices>> cost_with{};

/// Where that cost comes from.
template <auto const& Prices>
    requires price_source<std::remove_cvref_t<decltype(Prices)>>
inline constexpr derived<"pricing", priced, kind::tag, detail::pricing_rule<Prices>> pricing_with{};

inline constexpr auto cost = cost_with<default_prices>;
inline constexpr auto pricing = pricing_with<default_prices>;

} // namespace crucible::telemetry
