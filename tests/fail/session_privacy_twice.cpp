// EXPECT: static assertion failed.*two policies of one role were given
// EXPECT: two_policies_of_one_role<.*anonymize.*pseudonymize
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::anonymize, ct::pseudonymize>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
