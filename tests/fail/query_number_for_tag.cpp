// EXPECT: measurement<.*"model"
// EXPECT: the measurement cannot be compared with a value of this type
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long kept(stored const& all) { return ranges::distance(all | ct::where(m::model == 3)); }
