// EXPECT: static assertion failed.*only a session with the policy `manual` is drained by the caller
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches};
    return run.drain() == 0;
}
