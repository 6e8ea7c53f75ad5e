// EXPECT: static assertion failed.*a tallied event says where it is declared which statistics it keeps
// EXPECT: event_named<.*"llm\.token\.out"
#include "tally_vocabulary.hpp"

auto const listens_to = ct::watch(ct::on(token_out, m::tokens >> ct::mean));
