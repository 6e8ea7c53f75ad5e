// EXPECT: static assertion failed.*a tally cannot keep this statistic
// EXPECT: statistic_named<.*"distinct".*measurement<.*"loss"
#include "tally_vocabulary.hpp"

#include <crucible/telemetry/statistics/distinct.hpp>

inline constexpr auto losses = ct::tallied(plain, m::loss >> ct::distinct);
