// SPDX-License-Identifier: MIT
#pragma once
// Tokens used: the total as the emitter states it, else the tokens of prompt and completion together.

#include <crucible/telemetry/enrich/detail/input.hpp>

namespace crucible::telemetry {

namespace detail {

/// Takes amounts of tokens: counters and gauges of integers.
template <fixed_string Name>
struct token_input {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const& d) {
        return std::integral<typename Descriptor::value_type> &&
               input_named<Name, kind::counter, kind::gauge>::takes(d);
    }
};
using prompt_input = token_input<"prompt_tokens">;
using completion_input = token_input<"completion_tokens">;
using cached_input = token_input<"cached_tokens">;
using total_input = token_input<"total_tokens">;

/// A negative amount is none.
template <class Wanted, class Row>
[[nodiscard]] constexpr std::optional<std::int64_t> tokens_in(Row const& row) {
    auto const n = input_of<Wanted, std::int64_t>(row);
    if (!n || *n < 0) return std::nullopt;
    return *n; // not n: g++ 12 copies an optional through memory, with a stall of 5 ns
}

struct tokens_used_rule {
    static constexpr unit in = tokens;
    static constexpr std::string_view help = "tokens read and written";

    template <class Event>
    static consteval bool applies() {
        return has_input<Event, total_input> || has_input<Event, prompt_input> || has_input<Event, completion_input>;
    }

    template <class Row>
    [[nodiscard]] static constexpr std::optional<std::int64_t> of(Row const& row) {
        if (auto const total = tokens_in<total_input>(row)) return *total;
        auto const prompt = tokens_in<prompt_input>(row);
        auto const completion = tokens_in<completion_input>(row);
        if (!prompt && !completion) return std::nullopt;
        return saturated(static_cast<std::uint64_t>(prompt.value_or(0)) +
                         static_cast<std::uint64_t>(completion.value_or(0)));
    }
};

using tokens_measurement = derived<"tokens_used", std::int64_t, kind::counter, tokens_used_rule>;

} // namespace detail

/// `total_tokens`, else `prompt_tokens` plus `completion_tokens`, of which one may be missing.
inline constexpr detail::tokens_measurement tokens_used{};

} // namespace crucible::telemetry
