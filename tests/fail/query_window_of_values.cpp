// EXPECT: given_type<double>
// EXPECT: windows are cut from rows: write tumbling and sliding before select
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long windows(stored const& all) { return ranges::distance(all | ct::select(m::accuracy) | ct::tumbling(3)); }
