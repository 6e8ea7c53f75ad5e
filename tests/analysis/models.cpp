// SPDX-License-Identifier: MIT
// What this room's types are models of.
#include "analysis/model.hpp"

#include <crucible/telemetry/session/session.hpp>

using namespace analysis_test;

static_assert(ct::sink<ct::detail::live_exporter<ct::default_prices>>);
static_assert(ct::sink_writer<ct::detail::live_writer<ct::default_prices>>);

static_assert(ct::row_source<ct::rows<request_t>>);
static_assert(ct::row_source<decltype(ct::session{ct::experiment{.name = "any"}, ct::watch(request, note)})>);
static_assert(!ct::row_source<int> && !ct::row_source<ct::summary> && !ct::row_source<ct::row<request_t>>);

static_assert(ct::detail::training_step<batch_t> && !ct::detail::training_step<epoch_t>);
static_assert(ct::detail::trains<epoch_t> && !ct::detail::trains<note_t>);
