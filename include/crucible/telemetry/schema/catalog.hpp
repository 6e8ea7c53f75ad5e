// SPDX-License-Identifier: MIT
#pragma once
// The catalog: the events that programs about machine learning have in common, by category. Instrumented code includes
// only the categories that it emits; this header is for what looks at all of them.

#include <crucible/telemetry/schema/catalog/adversary.hpp>
#include <crucible/telemetry/schema/catalog/deployment.hpp>
#include <crucible/telemetry/schema/catalog/ensemble.hpp>
#include <crucible/telemetry/schema/catalog/explanation.hpp>
#include <crucible/telemetry/schema/catalog/framework.hpp>
#include <crucible/telemetry/schema/catalog/hedging.hpp>
#include <crucible/telemetry/schema/catalog/llm.hpp>
#include <crucible/telemetry/schema/catalog/tools.hpp>
#include <crucible/telemetry/schema/catalog/trace.hpp>
#include <crucible/telemetry/schema/catalog/training.hpp>

namespace crucible::telemetry::catalog {

/// Every category.
using all = catalog_of<llm::category, ensemble::category, hedging::category, training::category, deployment::category,
                       framework::category, trace::category, tools::category, explanation::category,
                       adversary::category>;

/// The 25 events that crucible_telemetry for Elixir (0.5.0) attaches to, in its order.
using standard =
    registry<llm::request_start, llm::request_stop, llm::request_exception, ensemble::prediction_start,
             ensemble::prediction_stop, ensemble::vote_completed, hedging::request_start, hedging::request_duplicated,
             hedging::request_stop, training::training_start, training::training_stop, training::epoch_start,
             training::epoch_stop, training::batch_stop, training::checkpoint_saved, deployment::inference_start,
             deployment::inference_stop, deployment::inference_exception, framework::pipeline_start,
             framework::pipeline_stop, framework::stage_start, framework::stage_stop, trace::event_created,
             tools::tool_start, tools::tool_stop>;

} // namespace crucible::telemetry::catalog
