// EXPECT: static assertion failed.*two policies of one role were given
// EXPECT: two_policies_of_one_role<.*manual.*background|two_policies_of_one_role<.*background.*manual
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches,
                    ct::policies<ct::manual, ct::background>, ct::columnar{}};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
