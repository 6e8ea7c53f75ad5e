// SPDX-License-Identifier: MIT
// Each policy of the room models its concept. Asserted here: in the headers it would cost every compile.
#include <crucible/telemetry/store/columnar.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace ct = crucible::telemetry;

static_assert(ct::storage_policy<ct::columnar> && ct::storage_policy<ct::nothing>);
static_assert(ct::storage_policy<ct::keeping<ct::keep_all>> && ct::storage_policy<ct::bounded<1'000>>);
