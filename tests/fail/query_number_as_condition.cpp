// EXPECT: measurement<.*"accuracy"
// EXPECT: only a flag is a condition by itself; compare this measurement with a value
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long kept(stored const& all) { return ranges::distance(all | ct::where(m::accuracy && m::ok)); }
