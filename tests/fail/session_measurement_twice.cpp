// EXPECT: static assertion failed.*statistics of a measurement are asked twice in one `on
// EXPECT: measurement<.*"loss".*in_event<.*"train\.batch"
#include "session_vocabulary.hpp"

auto const listens_to = ct::watch(ct::on(batch, m::loss >> ct::mean, m::model >> ct::count, m::loss >> ct::max));
