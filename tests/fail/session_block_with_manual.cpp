// EXPECT: static assertion failed.*`block` waits for a worker: it needs `background`
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::block, ct::manual>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    run.drain();
}
