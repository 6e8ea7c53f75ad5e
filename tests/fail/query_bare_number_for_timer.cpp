// EXPECT: measurement<.*"latency"
// EXPECT: a timer compares with a std::chrono duration, not with a bare number without a unit
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long kept(stored const& all) { return ranges::distance(all | ct::where(m::latency > 5)); }
