// SPDX-License-Identifier: MIT
// What the room offers models the concepts it claims to. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/enrich.hpp>

namespace ct = crucible::telemetry;

static_assert(ct::price_source<ct::price_list<3>> && ct::price_source<ct::price_table>);
static_assert(ct::price_source<std::remove_cvref_t<decltype(ct::default_prices)>>);
static_assert(!ct::price_source<ct::price>);

static_assert(ct::derived_descriptor<decltype(ct::latency)> && ct::numeric_descriptor<decltype(ct::latency)>);
static_assert(ct::derived_descriptor<decltype(ct::success)> && ct::derived_descriptor<decltype(ct::tokens_used)>);
static_assert(ct::derived_descriptor<decltype(ct::cost)> && ct::cost.in == ct::us_dollars);
static_assert(ct::derived_descriptor<decltype(ct::pricing)> && !ct::numeric_descriptor<decltype(ct::pricing)>);
static_assert(ct::enum_value<ct::priced>);
static_assert(std::is_same_v<decltype(ct::cost), decltype(ct::cost_with<ct::default_prices>)>);
static_assert(!std::is_same_v<decltype(ct::cost), decltype(ct::cost_with<ct::seed_prices>)>);
