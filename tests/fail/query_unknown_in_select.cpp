// EXPECT: measurement<.*"gradient_norm".*in_event<.*"query.fail"
// EXPECT: the event does not declare this measurement
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double sum(stored const& all) { return (all | ct::select(m::gradient_norm) | ct::over(ct::sum))[ct::sum]; }
