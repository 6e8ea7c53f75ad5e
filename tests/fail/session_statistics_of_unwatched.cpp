// EXPECT: static assertion failed.*the session does not listen to this event
// EXPECT: event_named<.*"train\.epoch\.stop"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches};
    double const x = run[epoch_stop][m::loss][ct::mean];
    return x > 0;
}
