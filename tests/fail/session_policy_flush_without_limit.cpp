// EXPECT: static assertion failed.*a flush policy has `static std::chrono::nanoseconds limit\(\) noexcept`: how old rows may get
// EXPECT: flush_policy_without_limit<.*often.*>
#include "session_vocabulary.hpp"

struct often {
    using role = ct::flush_role;
    static double limit() noexcept { return 0.1; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<often>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
