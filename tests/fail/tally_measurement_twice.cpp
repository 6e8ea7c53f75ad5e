// EXPECT: static assertion failed.*statistics of a measurement are asked twice in one .tallied
// EXPECT: measurement<.*"loss".*in_event<.*"llm\.token\.out"
#include "tally_vocabulary.hpp"

inline constexpr auto losses = ct::tallied(plain, m::loss >> ct::mean, m::tokens >> ct::sum, m::loss >> ct::max);
