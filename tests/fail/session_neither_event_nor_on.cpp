// EXPECT: static assertion failed.*`watch` takes events, `on
// EXPECT: neither_event_nor_on<int>
#include "session_vocabulary.hpp"

auto const listens_to = ct::watch(batch, 42);
