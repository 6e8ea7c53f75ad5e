// EXPECT: static assertion failed.*`watch` takes events, `on
#include "session_vocabulary.hpp"

auto const listens_to = ct::watch(batch, m::loss >> ct::mean);
