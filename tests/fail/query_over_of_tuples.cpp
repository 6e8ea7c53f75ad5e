// EXPECT: given_type<std::tuple
// EXPECT: statistics are of one measurement: select one before over
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double mean(stored const& all) { return (all | ct::select(m::accuracy, m::epoch) | ct::over(ct::mean))[ct::mean]; }
