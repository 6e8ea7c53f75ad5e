// EXPECT: static assertion failed.*a clock policy has `static std::int64_t now\(\) noexcept`
// EXPECT: clock_policy_without_now<.*simulated.*>
#include "session_vocabulary.hpp"

struct simulated {
    using role = ct::clock_role;
    static std::int64_t read() noexcept { return 0; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<simulated>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
