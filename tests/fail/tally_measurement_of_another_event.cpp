// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"los".*did_you_mean<.*"loss".*in_event<.*"llm\.token\.out"
#include "tally_vocabulary.hpp"

inline constexpr auto losses = ct::tallied(plain, m::tokens >> ct::sum, m::los >> ct::mean);
