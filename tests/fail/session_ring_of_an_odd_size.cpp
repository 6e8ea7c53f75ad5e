// EXPECT: static assertion failed.*a ring has a power of two of bytes, at least 4096
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::ring_of<5000>>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
