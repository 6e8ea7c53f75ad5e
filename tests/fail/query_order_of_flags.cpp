// EXPECT: measurement<.*"ok"
// EXPECT: a flag has no order
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long kept(stored const& all) { return ranges::distance(all | ct::where(m::ok > false)); }
