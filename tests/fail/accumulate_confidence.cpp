// EXPECT: a confidence lies between 0 and 1
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/accumulate/success.hpp>

namespace ct = crucible::telemetry;

auto const sure = ct::success_interval<95>;
