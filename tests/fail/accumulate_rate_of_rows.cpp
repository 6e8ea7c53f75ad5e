// EXPECT: a rate is by time: its half-life is a time, such as 30s
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/accumulate/recent_rate.hpp>

namespace ct = crucible::telemetry;

auto const lately = ct::recent_rate<100>;
