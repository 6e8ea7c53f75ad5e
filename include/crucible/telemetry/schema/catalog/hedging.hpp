// SPDX-License-Identifier: MIT
#pragma once
// Hedged requests: when an answer is late, the same is asked once more, and the first answer wins.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr timer<"delay", std::chrono::milliseconds> delay{.help = "how long the first request was waited for"};
inline constexpr flag<"hedged"> hedged{.help = "whether a second request was made"};
inline constexpr flag<"hedge_won"> hedge_won{.help = "whether the second request answered first"};
inline constexpr timer<"primary_latency"> primary_latency{.help = "latency of the first request"};
inline constexpr timer<"backup_latency"> backup_latency{.help = "latency of the second request"};
inline constexpr gauge<"cost_factor"> cost_factor{
    .in = ratio, .help = "cost as a multiple of one request: 1 without, 2 with a second one"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::hedging {

inline constexpr detail::started<"hedging.request.start", optional<v::request_id>, optional<v::strategy>> request_start{
    .help = "Hedging request started"};

inline constexpr detail::noted<"hedging.request.duplicated", optional<v::delay>, optional<v::request_id>,
                               optional<v::strategy>>
    request_duplicated{.help = "Request duplicated for hedging"};

inline constexpr detail::request_stopped<"hedging.request.stop", optional<v::request_id>, optional<v::strategy>,
                                         optional<v::hedged>, optional<v::hedge_won>, optional<v::primary_latency>,
                                         optional<v::backup_latency>, optional<v::delay>, optional<v::cost_factor>,
                                         optional<v::cost>>
    request_stop{.help = "Hedging request completed"};

inline constexpr detail::request_failed<"hedging.request.exception", optional<v::request_id>, optional<v::strategy>,
                                        optional<v::hedged>>
    request_exception{.help = "Hedging request failed with exception"};

inline constexpr detail::noted<"hedging.request.cancelled", optional<v::duration>, optional<v::request_id>,
                               optional<v::strategy>, optional<v::reason>>
    request_cancelled{.help = "Hedging request cancelled by who asked"};

inline constexpr detail::noted<"hedging.hedge.fired", optional<v::delay>, optional<v::request_id>,
                               optional<v::strategy>>
    hedge_fired{.help = "Second request sent"};

inline constexpr detail::noted<"hedging.hedge.won", optional<v::backup_latency>, optional<v::request_id>,
                               optional<v::strategy>>
    hedge_won{.help = "Second request answered first"};

inline constexpr detail::noted<"hedging.hedge.cancelled", optional<v::duration>, optional<v::request_id>,
                               optional<v::strategy>, optional<v::reason>>
    hedge_cancelled{.help = "Slower of the two requests cancelled"};

inline constexpr telemetry::category<"hedging", request_start, request_duplicated, request_stop, request_exception,
                                     request_cancelled, hedge_fired, hedge_won, hedge_cancelled>
    category{.help = "Requests asked twice when the answer is late"};

} // namespace crucible::telemetry::catalog::hedging
