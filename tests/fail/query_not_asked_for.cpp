// EXPECT: statistic_named<.*"variance".*asked_for<.*"mean"
// EXPECT: this statistic was not asked for when the statistics were composed
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double variance(stored const& all) { return (all | ct::select(m::accuracy) | ct::over(ct::mean))[ct::variance]; }
