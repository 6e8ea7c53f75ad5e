// EXPECT: static assertion failed.*a collection policy has `static std::chrono::nanoseconds rest
// EXPECT: collection_policy_without_rest<.*restless.*>
#include "session_vocabulary.hpp"

struct restless {
    using role = ct::collection_role;
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<restless>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
