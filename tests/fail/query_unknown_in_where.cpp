// EXPECT: measurement<.*"gradient_norm".*in_event<.*"query.fail"
// EXPECT: the event does not declare this measurement
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

long kept(stored const& all) { return ranges::distance(all | ct::where(m::gradient_norm > 1.0)); }
