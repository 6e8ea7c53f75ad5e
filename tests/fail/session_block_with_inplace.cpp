// EXPECT: static assertion failed.*`block` waits for a worker: it needs `background`
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::inplace, ct::block>};
    return run[m::loss][ct::count] == 0;
}
