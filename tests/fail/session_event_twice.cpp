// EXPECT: static assertion failed.*an event is watched twice in one session
// EXPECT: event_named<.*"train\.batch"
#include "session_vocabulary.hpp"

auto const listens_to = ct::watch(batch, start, ct::on(batch, m::loss >> ct::mean));
