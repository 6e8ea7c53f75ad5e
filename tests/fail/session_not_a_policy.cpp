// EXPECT: static assertion failed.*this type is not a policy
// EXPECT: not_a_policy<int>
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::manual, int>};
    run.drain();
}
