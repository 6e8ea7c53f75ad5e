// EXPECT: static assertion failed.*the session does not listen to this event
// EXPECT: event_named<.*"train\.start"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches};
    run.emit(start(m::epoch = 1));
}
