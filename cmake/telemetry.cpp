// SPDX-License-Identifier: MIT
// The library crucible::telemetry_compiled: what core/detail/compiled.hpp keeps out of the programs that link it.
#define CRUCIBLE_TELEMETRY_SOURCE 1

#include <crucible/telemetry.hpp>
