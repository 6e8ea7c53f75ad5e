// EXPECT: static assertion failed.*a ring policy has `static std::size_t bytes\(\) noexcept`
// EXPECT: ring_policy_without_bytes<.*large.*>
#include "session_vocabulary.hpp"

struct large {
    using role = ct::ring_role;
    static int bytes() noexcept { return 1 << 20; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<large>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
