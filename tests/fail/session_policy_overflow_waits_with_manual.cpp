// EXPECT: static assertion failed.*`block` waits for a worker
// EXPECT: block_without_worker<.*manual.*>
#include "session_vocabulary.hpp"

struct patient {
    using role = ct::overflow_role;
    static constexpr bool waits = true;
    static ct::overflow_choice on_full(ct::full_ring const&) noexcept { return ct::overflow_choice::wait; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<patient, ct::manual>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
