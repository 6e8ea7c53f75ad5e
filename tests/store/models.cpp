// SPDX-License-Identifier: MIT
// The stores that there are, as sinks that answer.

#include <crucible/telemetry/store/columnar.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace ct = crucible::telemetry;

static_assert(ct::sink<ct::columnar> && ct::sink<ct::nothing>);
static_assert(ct::detail::answers<ct::detail::opened_writer<ct::columnar, ct::event_list<ct::detail::example_event<void>>>>);
static_assert(ct::detail::answers<ct::detail::opened_writer<ct::nothing, ct::event_list<>>>);
