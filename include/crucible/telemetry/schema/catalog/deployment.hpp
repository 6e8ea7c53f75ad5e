// SPDX-License-Identifier: MIT
#pragma once
// Models in production: inferences, health, loading, and the way of a version into and out of service.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

/// What a health check found.
enum class condition : unsigned char { healthy, degraded, unhealthy, unknown };

constexpr std::string_view to_text(condition found) {
    switch (found) {
    case condition::healthy: return "healthy";
    case condition::degraded: return "degraded";
    case condition::unhealthy: return "unhealthy";
    default: return "unknown";
    }
}

inline constexpr counter<"batch_size"> batch_size{.in = telemetry::samples, .help = "samples of one inference"};
inline constexpr counter<"input_size"> input_size{.in = dimensionless,
                                                  .help = "size of the input, as the program counts"};
inline constexpr counter<"output_size"> output_size{.in = dimensionless,
                                                    .help = "size of the output, as the program counts"};
inline constexpr text<"deployment_id"> deployment_id{.help = "one deployment of a model"};
inline constexpr tag<"target"> target{.help = "where it is deployed to"};
inline constexpr tag<"device"> device{.help = "processor that holds the model"};
inline constexpr counter<"model_size"> model_size{.in = bytes, .help = "memory that the model takes"};
inline constexpr tag<"health", condition> health{.help = "what the check found"};
inline constexpr timer<"latency_p50"> latency_p50{.help = "median latency of the requests since the last check"};
inline constexpr timer<"latency_p99"> latency_p99{.help = "99th percentile of that latency"};
inline constexpr gauge<"error_rate"> error_rate{.in = ratio, .help = "share of these requests that failed"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::deployment {

inline constexpr detail::started<"crucible_deployment.inference.start", optional<v::model_name>,
                                 optional<v::model_version>, optional<v::batch_size>, optional<v::input_size>,
                                 optional<v::deployment_id>, optional<v::request_id>>
    inference_start{.help = "Inference request started"};

inline constexpr detail::request_stopped<"crucible_deployment.inference.stop", optional<v::model_name>,
                                         optional<v::model_version>, optional<v::batch_size>, optional<v::input_size>,
                                         optional<v::output_size>, optional<v::deployment_id>, optional<v::request_id>,
                                         optional<v::queue_time>, optional<v::cost>>
    inference_stop{.help = "Inference request completed"};

inline constexpr detail::request_failed<"crucible_deployment.inference.exception", optional<v::model_name>,
                                        optional<v::model_version>, optional<v::batch_size>, optional<v::input_size>,
                                        optional<v::deployment_id>, optional<v::request_id>>
    inference_exception{.help = "Inference request failed"};

inline constexpr detail::stopped_as<role::state, "crucible_deployment.health_check.completed", optional<v::health>,
                                    optional<v::deployment_id>, optional<v::model_name>, optional<v::model_version>,
                                    optional<v::latency_p50>, optional<v::latency_p99>, optional<v::error_rate>>
    health_check_completed{.help = "Health of a deployment was checked"};

inline constexpr detail::stopped<"crucible_deployment.model.loaded", v::model_name, optional<v::model_version>,
                                 optional<v::deployment_id>, optional<v::device>, optional<v::model_size>>
    model_loaded{.help = "Model loaded and ready to serve"};

inline constexpr detail::stopped<"crucible_deployment.model.unloaded", v::model_name, optional<v::model_version>,
                                 optional<v::deployment_id>, optional<v::device>, optional<v::model_size>,
                                 optional<v::reason>>
    model_unloaded{.help = "Model no longer served"};

inline constexpr detail::stopped<"crucible_deployment.deploy", v::deployment_id, optional<v::target>,
                                 optional<v::strategy>, optional<v::model_name>, optional<v::model_version>>
    deploy{.help = "Model version deployed"};

inline constexpr detail::stopped<"crucible_deployment.promote", v::deployment_id, optional<v::target>,
                                 optional<v::strategy>, optional<v::model_name>, optional<v::model_version>>
    promote{.help = "Deployment promoted to take more or all requests"};

inline constexpr detail::stopped<"crucible_deployment.rollback", v::deployment_id, optional<v::target>,
                                 optional<v::strategy>, optional<v::model_name>, optional<v::model_version>,
                                 optional<v::reason>>
    rollback{.help = "Deployment rolled back to what was there before"};

inline constexpr detail::stopped<"crucible_deployment.terminate", v::deployment_id, optional<v::target>,
                                 optional<v::strategy>, optional<v::model_name>, optional<v::model_version>,
                                 optional<v::reason>>
    terminate{.help = "Deployment ended"};

inline constexpr telemetry::category<"deployment", inference_start, inference_stop, inference_exception,
                                     health_check_completed, model_loaded, model_unloaded, deploy, promote, rollback,
                                     terminate>
    category{.help = "Models in production: inferences, health, versions in and out of service"};

} // namespace crucible::telemetry::catalog::deployment
