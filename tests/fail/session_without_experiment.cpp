// EXPECT: static assertion failed.*a session is given an experiment
// EXPECT: no_experiment<
#include "session_vocabulary.hpp"

int main() {
    ct::session run{loss_of_batches, ct::policies<ct::manual>};
    run.drain();
}
