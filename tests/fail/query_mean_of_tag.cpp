// EXPECT: statistic_named<.*"mean".*measurement<.*"model"
// EXPECT: this statistic means nothing for this kind of measurement
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double mean(stored const& all) { return (all | ct::select(m::model) | ct::over(ct::count | ct::mean))[ct::mean]; }
