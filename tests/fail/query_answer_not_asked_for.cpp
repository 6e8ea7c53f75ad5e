// EXPECT: statistic_named<.*"variance".*asked_for<.*"mean"
// EXPECT: this statistic was not asked for when the statistics were composed
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

double variance(ct::answers<double, ct::statistics<ct::mean_t>> const& told) { return told[ct::variance]; }
