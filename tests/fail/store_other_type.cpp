// EXPECT: expected_type<.*"accuracy".*given_type<.*"accuracy".*in_event<.*"query.fail"
// EXPECT: the event declares a measurement of this name, but of another type or kind
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double read(stored const& all) { return all[0][m::rounded]; }
