// SPDX-License-Identifier: MIT
#pragma once
// Ensembles: several models asked the same, and the vote on their answers.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr text<"models"> models{.help = "the models asked, joined by commas"};
inline constexpr counter<"query_length"> query_length{.in = {"{character}", "characters"},
                                                      .help = "characters of the question"};
inline constexpr text<"result"> result{.help = "what the vote decided"};
inline constexpr gauge<"consensus"> consensus{.in = ratio, .help = "share of the answers that agree with the result"};
inline constexpr counter<"successes"> successes{.in = {"{model}", "models"}, .help = "models that answered"};
inline constexpr counter<"failures"> failures{.in = {"{model}", "models"}, .help = "models that failed"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::ensemble {

inline constexpr detail::started<"ensemble.prediction.start", optional<v::models>, optional<v::strategy>,
                                 optional<v::query_length>>
    prediction_start{.help = "Ensemble prediction started"};

inline constexpr detail::request_stopped<"ensemble.prediction.stop", optional<v::models>, optional<v::strategy>,
                                         optional<v::query_length>, optional<v::result>, optional<v::consensus>,
                                         optional<v::successes>, optional<v::failures>, optional<v::cost>>
    prediction_stop{.help = "Ensemble prediction completed"};

inline constexpr detail::request_failed<"ensemble.prediction.exception", optional<v::models>, optional<v::strategy>,
                                        optional<v::query_length>, optional<v::successes>, optional<v::failures>,
                                        optional<v::cost>>
    prediction_exception{.help = "Ensemble prediction failed with exception"};

inline constexpr detail::started<"ensemble.model.start", optional<v::query_length>> model_start{
    .help = "One model of the ensemble was asked"};

inline constexpr detail::request_stopped<"ensemble.model.stop", optional<v::query_length>, optional<v::cost>,
                                         optional<v::prompt_tokens>, optional<v::completion_tokens>,
                                         optional<v::total_tokens>>
    model_stop{.help = "One model of the ensemble answered"};

inline constexpr detail::request_failed<"ensemble.model.exception", optional<v::query_length>, optional<v::cost>>
    model_exception{.help = "One model of the ensemble failed with exception"};

inline constexpr detail::answered<role::none, "ensemble.vote.completed", optional<v::models>, optional<v::strategy>,
                                  optional<v::result>, optional<v::consensus>, optional<v::cost>>
    vote_completed{.help = "Ensemble voting completed"};

inline constexpr telemetry::category<"ensemble", prediction_start, prediction_stop, prediction_exception, model_start,
                                     model_stop, model_exception, vote_completed>
    category{.help = "Several models asked the same, and the vote on their answers"};

} // namespace crucible::telemetry::catalog::ensemble
