// EXPECT: static assertion failed.*a session takes an experiment, ct::watch\(…\), ct::policies<…> and sinks, and this is none of them
// EXPECT: no_part_of_a_session<.*argument<int>
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, 7};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    double const mean = run[m::loss][ct::mean];
    (void)mean;
}
