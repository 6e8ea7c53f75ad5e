// EXPECT: statistics<.*mean_t
// EXPECT: of whole rows only statistics that look at no value can be told
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double mean(stored const& all) { return (all | ct::last(3) | ct::over(ct::mean))[ct::mean]; }
