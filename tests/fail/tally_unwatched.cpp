// EXPECT: static assertion failed.*the session does not listen to this event
// EXPECT: event_named<.*"llm\.token\.out"
#include "tally_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(plain)};
    run.emit(token_out(m::tokens = 1, m::loss = 0.5));
}
