// SPDX-License-Identifier: MIT
#pragma once
// Pipelines of an experiment and their stages.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr text<"pipeline_id"> pipeline_id{.help = "one execution of a pipeline"};
inline constexpr tag<"stage_name"> stage_name{.help = "stage of the pipeline"};
inline constexpr index<"stage_index"> stage_index{.help = "place of the stage in the pipeline, from 0"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::framework {

inline constexpr detail::started<"crucible_framework.pipeline.start", optional<v::pipeline_id>, optional<v::config>>
    pipeline_start{.help = "Pipeline execution started"};

inline constexpr detail::stopped<"crucible_framework.pipeline.stop", optional<v::pipeline_id>> pipeline_stop{
    .help = "Pipeline execution completed"};

inline constexpr detail::failed<"crucible_framework.pipeline.exception", optional<v::pipeline_id>> pipeline_exception{
    .help = "Pipeline execution failed with exception"};

inline constexpr detail::started<"crucible_framework.stage.start", v::stage_name, optional<v::stage_index>,
                                 optional<v::pipeline_id>>
    stage_start{.help = "Stage execution started"};

inline constexpr detail::stopped<"crucible_framework.stage.stop", v::stage_name, optional<v::stage_index>,
                                 optional<v::pipeline_id>>
    stage_stop{.help = "Stage execution completed"};

inline constexpr detail::failed<"crucible_framework.stage.exception", v::stage_name, optional<v::stage_index>,
                                optional<v::pipeline_id>>
    stage_exception{.help = "Stage execution failed with exception"};

inline constexpr telemetry::category<"framework", pipeline_start, pipeline_stop, pipeline_exception, stage_start,
                                     stage_stop, stage_exception>
    category{.help = "Pipelines and their stages"};

} // namespace crucible::telemetry::catalog::framework
