// EXPECT: static assertion failed.*.tallied. takes an event, then .measurement >> statistics.
// EXPECT: argument<.*"loss"
#include "tally_vocabulary.hpp"

inline constexpr auto losses = ct::tallied(plain, m::loss);
