// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"acuracy".*did_you_mean<.*"accuracy".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

inline constexpr ct::gauge<"acuracy"> acuracy{};
auto const row = epoch_stop(m::loss = 0.5, acuracy = 0.9, m::epoch = 1);
