// SPDX-License-Identifier: MIT
#pragma once
// The price lists that come with the library. Prices change and vendors have discounts: load a list of your own where
// money depends on it (price_table.hpp).

#include <crucible/telemetry/enrich/price.hpp>

namespace crucible::telemetry {

/// List prices as of 2025-12-01, for text, of the vendors' own services at their standard rate: OpenAI
/// (platform.openai.com/docs/pricing), Anthropic (docs.anthropic.com, models overview), Google (ai.google.dev/pricing);
/// of models withdrawn before, the last one. Where long prompts cost more, the price of short ones.
inline constexpr price_list default_prices{{
    {"gpt-5.1*", {1.25, 10, 0.125}},
    {"gpt-5*", {1.25, 10, 0.125}},
    {"gpt-5-chat-latest", {1.25, 10, 0.125}},
    {"gpt-5-codex", {1.25, 10, 0.125}},
    {"gpt-5-mini*", {0.25, 2, 0.025}},
    {"gpt-5-nano*", {0.05, 0.40, 0.005}},
    {"gpt-5-pro*", {15, 120}},
    {"gpt-4.5-preview*", {75, 150, 37.5}},
    {"gpt-4.1*", {2, 8, 0.5}},
    {"gpt-4.1-mini*", {0.40, 1.60, 0.1}},
    {"gpt-4.1-nano*", {0.10, 0.40, 0.025}},
    {"gpt-4o*", {2.5, 10, 1.25}},
    {"gpt-4o-2024-05-13", {5, 15}},
    {"gpt-4o-mini*", {0.15, 0.60, 0.075}},
    {"chatgpt-4o-latest", {5, 15}},
    {"o4-mini*", {1.1, 4.4, 0.275}},
    {"o3*", {2, 8, 0.5}},
    {"o3-mini*", {1.1, 4.4, 0.55}},
    {"o3-pro*", {20, 80}},
    {"o1*", {15, 60, 7.5}},
    {"o1-preview*", {15, 60, 7.5}},
    {"o1-mini*", {1.1, 4.4, 0.55}},
    {"o1-pro*", {150, 600}},
    {"gpt-4-turbo*", {10, 30}},
    {"gpt-4-turbo-preview", {10, 30}},
    {"gpt-4-0125-preview", {10, 30}},
    {"gpt-4-1106-preview", {10, 30}},
    {"gpt-4*", {30, 60}},
    {"gpt-4-32k*", {60, 120}},
    {"gpt-3.5-turbo*", {0.5, 1.5}},
    {"gpt-3.5-turbo-1106", {1, 2}},
    {"gpt-3.5-turbo-0613", {1.5, 2}},
    {"gpt-3.5-turbo-0301", {1.5, 2}},
    {"gpt-3.5-turbo-16k*", {3, 4}},
    {"gpt-3.5-turbo-instruct*", {1.5, 2}},
    {"claude-opus-4-5*", {5, 25, 0.5}},
    {"claude-opus-4-1*", {15, 75, 1.5}},
    {"claude-opus-4-0", {15, 75, 1.5}},
    {"claude-opus-4*", {15, 75, 1.5}},
    {"claude-sonnet-4-5*", {3, 15, 0.3}},
    {"claude-sonnet-4-0", {3, 15, 0.3}},
    {"claude-sonnet-4*", {3, 15, 0.3}},
    {"claude-haiku-4-5*", {1, 5, 0.1}},
    {"claude-3-7-sonnet*", {3, 15, 0.3}},
    {"claude-3-5-sonnet*", {3, 15, 0.3}},
    {"claude-3-5-haiku*", {0.8, 4, 0.08}},
    {"claude-3-opus*", {15, 75, 1.5}},
    {"claude-3-sonnet*", {3, 15}},
    {"claude-3-haiku*", {0.25, 1.25, 0.03}},
    {"gemini-3-pro-preview", {2, 12, 0.2}},
    {"gemini-2.5-pro*", {1.25, 10, 0.125}},
    {"gemini-2.5-flash*", {0.30, 2.5, 0.03}},
    {"gemini-2.5-flash-lite*", {0.10, 0.40, 0.01}},
    {"gemini-2.0-flash*", {0.10, 0.40, 0.025}},
    {"gemini-2.0-flash-lite*", {0.075, 0.30}},
    {"gemini-2.0-flash-exp", {0.075, 0.30}},
    {"gemini-1.5-pro*", {1.25, 5, 0.3125}},
    {"gemini-1.5-flash*", {0.075, 0.30, 0.01875}},
    {"gemini-1.5-flash-8b*", {0.0375, 0.15, 0.01}},
}};

/// The table of crucible_telemetry 0.5.0 for Elixir, to reproduce its figures: six models by their exact names, and a
/// price for all others.
inline constexpr price_list seed_prices{{
    {"gemini-2.0-flash-exp", {0.075, 0.30}},
    {"gpt-4", {30, 60}},
    {"gpt-4-turbo", {10, 30}},
    {"gpt-3.5-turbo", {0.5, 1.5}},
    {"claude-3-opus", {15, 75}},
    {"claude-3-sonnet", {3, 15}},
    {"*", {1, 2}},
}};

} // namespace crucible::telemetry
