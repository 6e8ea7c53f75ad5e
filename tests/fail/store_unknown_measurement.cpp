// EXPECT: measurement<.*"gradient_norm".*did_you_mean<.*in_event<.*"query.fail"
// EXPECT: the event does not declare this measurement
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double read(stored const& all) { return all[0][m::gradient_norm]; }
