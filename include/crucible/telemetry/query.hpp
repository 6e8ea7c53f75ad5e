// SPDX-License-Identifier: MIT
#pragma once
// Queries: range-v3 pipelines over the rows of a table or a session, and the statistics that only windows can answer.

#include <crucible/telemetry/statistics/exact_quantile.hpp>
#include <crucible/telemetry/query/answers.hpp>
#include <crucible/telemetry/query/explain.hpp>
#include <crucible/telemetry/query/group_by.hpp>
#include <crucible/telemetry/query/over.hpp>
#include <crucible/telemetry/query/predicate.hpp>
#include <crucible/telemetry/query/range.hpp>
#include <crucible/telemetry/query/select.hpp>
#include <crucible/telemetry/query/slice.hpp>
#include <crucible/telemetry/query/source.hpp>
#include <crucible/telemetry/query/step.hpp>
#include <crucible/telemetry/query/timeline.hpp>
#include <crucible/telemetry/query/walk_predicate.hpp>
#include <crucible/telemetry/query/where.hpp>
#include <crucible/telemetry/query/windows.hpp>
