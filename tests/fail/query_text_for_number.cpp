// EXPECT: measurement<.*"accuracy".*expected_type<double>.*given_type<char ?\[5\]>
// EXPECT: the measurement cannot be compared with a value of this type
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long kept(stored const& all) { return ranges::distance(all | ct::where(m::accuracy > "high" && m::epoch > 3)); }
