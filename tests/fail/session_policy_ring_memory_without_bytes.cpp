// EXPECT: static assertion failed.*a ring memory policy has `static std::size_t bytes\(\) noexcept`
// EXPECT: ring_memory_policy_without_bytes<.*unbounded.*>
#include "session_vocabulary.hpp"

struct unbounded {
    using role = ct::ring_memory_role;
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<unbounded>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
