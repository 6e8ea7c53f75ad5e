// EXPECT: static assertion failed.*a routing policy has `static bool everyone\(\) noexcept`
// EXPECT: routing_policy_without_everyone<.*some.*>
#include "session_vocabulary.hpp"

struct some {
    using role = ct::routing_role;
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<some>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
