// EXPECT: static assertion failed.*a session takes one experiment, one ct::watch\(…\) and one ct::policies<…>
// EXPECT: given_twice<
#include "session_vocabulary.hpp"

int main() {
    ct::experiment const about{.name = "a"};
    ct::session run{about, loss_of_batches, about};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
