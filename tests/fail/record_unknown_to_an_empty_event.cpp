// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"loss".*in_event<.*"train\.start"
#include "record_vocabulary.hpp"

inline constexpr ct::event<"train.start"> start{};
auto const row = start(m::loss = 0.5);
