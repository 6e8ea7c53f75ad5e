// EXPECT: static assertion failed.*two policies of one role were given
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches,
                    ct::policies<ct::drop_newest, ct::overwrite_oldest, ct::drop_newest>};
    return run[m::loss][ct::count] == 0;
}
