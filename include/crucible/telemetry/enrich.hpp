// SPDX-License-Identifier: MIT
#pragma once
// Derived measurements that come with the library: latency, success, cost and tokens, and the prices behind the cost.

#include <crucible/telemetry/enrich/cost.hpp>
#include <crucible/telemetry/enrich/latency.hpp>
#include <crucible/telemetry/enrich/price_table.hpp>
#include <crucible/telemetry/enrich/success.hpp>
#include <crucible/telemetry/enrich/tokens_used.hpp>
