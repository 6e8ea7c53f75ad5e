// SPDX-License-Identifier: MIT
#pragma once
// The words that the catalog's events share, so that `loss` means the same in a batch and in an epoch. Programs may use
// them in events of their own; what enrichment derives (latency, cost, success) is found by these words.

#include <crucible/telemetry/schema/context_words.hpp>

namespace crucible::telemetry::vocabulary {

/// How a piece of work ended, as its emitter says.
enum class outcome : unsigned char { ok, error, other };

constexpr std::string_view to_text(outcome how) {
    switch (how) {
    case outcome::ok: return "ok";
    case outcome::error: return "error";
    default: return "other";
    }
}

// Time. An emitter gives a duration, or the two monotonic stamps between which it lies.
inline constexpr timer<"duration"> duration{.help = "how long it took"};
inline constexpr timer<"start"> start{.help = "monotonic stamp of its beginning"};
inline constexpr timer<"stop"> stop{.help = "monotonic stamp of its end"};
inline constexpr index<"system_time"> system_time{.in = nanoseconds, .help = "wall clock at its beginning, since 1970"};
inline constexpr timer<"queue_time"> queue_time{.help = "how long it waited before anybody worked on it"};

// How it ended.
inline constexpr flag<"ok"> ok{.help = "whether it ended without an exception, which is what a span fills in"};
inline constexpr tag<"status", outcome> status{.help = "how it ended, as the emitter says"};
inline constexpr text<"error"> error{.help = "what went wrong; a row that has it failed"};
inline constexpr tag<"error_type"> error_type{.help = "class of the error, of few values: timeout, 500"};
inline constexpr text<"exception"> exception{.help = "what was thrown; a row that has it failed"};
inline constexpr tag<"kind"> failure_kind{.help = "kind of the exception: error, exit, throw"};
inline constexpr text<"reason"> reason{.help = "why it came to that"};
inline constexpr text<"response"> response{.help = "what came back; a row that has it succeeded"};

// Context, who asked and which rows belong together: see schema/context_words.hpp.

// What was worked with.
inline constexpr text<"request_id"> request_id{.help = "one request, as its emitter names it"};
inline constexpr tag<"model_name"> model_name{.help = "model that is trained, served or examined"};
inline constexpr tag<"model_version"> model_version{.help = "version of that model"};
inline constexpr tag<"strategy"> strategy{.help = "how it is done, of several ways the program knows"};
inline constexpr text<"config"> config{.help = "settings, as JSON"};

// Money and tokens.
inline constexpr counter<"cost", double> cost{.in = us_dollars, .help = "cost as the emitter states it"};
inline constexpr counter<"prompt_tokens"> prompt_tokens{.in = tokens, .help = "tokens read, the cached ones included"};
inline constexpr counter<"completion_tokens"> completion_tokens{.in = tokens, .help = "tokens written"};
inline constexpr counter<"cached_tokens"> cached_tokens{.in = tokens, .help = "tokens of the prompt read from a cache"};
inline constexpr counter<"reasoning_tokens"> reasoning_tokens{.in = tokens, .help = "tokens written and not shown"};
inline constexpr counter<"total_tokens"> total_tokens{.in = tokens, .help = "all tokens, as the emitter states them"};

// Training.
inline constexpr index<"epoch"> epoch{.help = "pass over the training data, as the program counts"};
inline constexpr index<"batch"> batch{.help = "batch within the epoch"};
inline constexpr index<"step"> step{.help = "step of the optimiser since the run began"};
inline constexpr gauge<"loss"> loss{.in = nats, .help = "training loss"};
inline constexpr gauge<"accuracy"> accuracy{.in = ratio, .help = "share of right predictions"};
inline constexpr gauge<"gradient_norm"> gradient_norm{.in = dimensionless, .help = "norm of the gradient"};
inline constexpr gauge<"learning_rate"> learning_rate{.in = dimensionless, .help = "step size of the optimiser"};
inline constexpr counter<"samples"> samples{.in = telemetry::samples, .help = "samples processed"};

} // namespace crucible::telemetry::vocabulary
