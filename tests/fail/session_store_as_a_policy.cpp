// EXPECT: static assertion failed.*this type is not a policy: it names no role; stores and exporters are given to the session as values
// EXPECT: not_a_policy<.*nothing>
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::manual, ct::nothing>};
    run.drain();
}
