// EXPECT: static assertion failed.*a deadline policy has `static std::chrono::nanoseconds limit\(\) noexcept`
// EXPECT: deadline_policy_without_limit<.*soon.*>
#include "session_vocabulary.hpp"

struct soon {
    using role = ct::deadline_role;
    static int limit() noexcept { return 5; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<soon>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
