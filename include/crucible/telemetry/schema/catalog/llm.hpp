// SPDX-License-Identifier: MIT
#pragma once
// Requests to language models, and the state of the servers that answer them. Measurements of serving follow
// OpenTelemetry's semantic conventions for generative AI (gen_ai.*) and vLLM's metrics (vllm:*).

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

// gen_ai.operation.name, gen_ai.response.model, gen_ai.response.finish_reasons,
// gen_ai.usage.cache_creation.input_tokens
inline constexpr tag<"operation"> operation{.help = "what was asked for: chat, text_completion, embeddings"};
inline constexpr tag<"response_model"> response_model{.help = "model that answered, where it is not the one asked"};
inline constexpr tag<"finish_reason"> finish_reason{.help = "why the model ended: stop, length, tool_calls, abort"};
inline constexpr counter<"cache_creation_tokens"> cache_creation_tokens{
    .in = telemetry::tokens, .help = "tokens of the prompt written to a cache"};

// gen_ai.server.time_to_first_token, gen_ai.server.time_per_output_token; vllm:request_prefill_time_seconds and so on
inline constexpr timer<"time_to_first_token"> time_to_first_token{.help = "from the request to the first token"};
inline constexpr timer<"time_per_output_token"> time_per_output_token{.help = "mean over the tokens after the first"};
inline constexpr timer<"prefill_time"> prefill_time{.help = "how long the prompt was worked on"};
inline constexpr timer<"decode_time"> decode_time{.help = "from the first token to the last"};

// vllm:num_requests_running, num_requests_waiting, kv_cache_usage_perc, num_preemptions, prefix_cache_queries, ..._hits
inline constexpr tag<"engine"> engine{.help = "one of the server's engines"};
inline constexpr gauge<"running_requests", std::int64_t> running_requests{
    .in = requests, .help = "requests in the batches being executed"};
inline constexpr gauge<"waiting_requests", std::int64_t> waiting_requests{.in = requests,
                                                                          .help = "requests that wait to be scheduled"};
inline constexpr counter<"finished_requests"> finished_requests{.in = requests,
                                                                .help = "requests finished since the last row"};
inline constexpr counter<"preemptions"> preemptions{.in = requests,
                                                    .help = "requests put back to make room since the last row"};
inline constexpr gauge<"kv_cache_use"> kv_cache_use{.in = ratio, .help = "share of the key-value cache in use"};
inline constexpr counter<"prefix_cache_queries"> prefix_cache_queries{
    .in = telemetry::tokens, .help = "tokens looked up in the prefix cache since the last row"};
inline constexpr counter<"prefix_cache_hits"> prefix_cache_hits{
    .in = telemetry::tokens, .help = "tokens found in the prefix cache since the last row"};
inline constexpr counter<"draft_tokens"> draft_tokens{
    .in = telemetry::tokens, .help = "tokens that speculative decoding proposed since the last row"};
inline constexpr counter<"accepted_tokens"> accepted_tokens{
    .in = telemetry::tokens, .help = "proposed tokens that the model accepted since the last row"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::llm {

inline constexpr detail::started<"req_llm.request.start", optional<v::request_id>, optional<v::operation>>
    request_start{.help = "LLM request started"};

inline constexpr detail::request_stopped<
    "req_llm.request.stop", optional<v::request_id>, optional<v::operation>, optional<v::finish_reason>,
    optional<v::response_model>, optional<v::cost>, optional<v::prompt_tokens>, optional<v::completion_tokens>,
    optional<v::cached_tokens>, optional<v::cache_creation_tokens>, optional<v::reasoning_tokens>,
    optional<v::total_tokens>, optional<v::time_to_first_token>, optional<v::time_per_output_token>,
    optional<v::queue_time>, optional<v::prefill_time>, optional<v::decode_time>>
    request_stop{.help = "LLM request completed"};

inline constexpr detail::request_failed<"req_llm.request.exception", optional<v::request_id>, optional<v::operation>,
                                        optional<v::cost>, optional<v::prompt_tokens>, optional<v::completion_tokens>,
                                        optional<v::total_tokens>>
    request_exception{.help = "LLM request failed with exception"};

inline constexpr detail::in_context<role::state, "llm.server.stats", v::running_requests, optional<v::waiting_requests>,
                                    optional<v::finished_requests>, optional<v::preemptions>, optional<v::kv_cache_use>,
                                    optional<v::prompt_tokens>, optional<v::completion_tokens>,
                                    optional<v::prefix_cache_queries>, optional<v::prefix_cache_hits>,
                                    optional<v::draft_tokens>, optional<v::accepted_tokens>, optional<v::engine>>
    server_stats{.help = "State of an LLM server; its counts are of the time since the last row"};

inline constexpr telemetry::category<"llm", request_start, request_stop, request_exception, server_stats> category{
    .help = "Requests to language models, and the servers that answer them"};

} // namespace crucible::telemetry::catalog::llm
