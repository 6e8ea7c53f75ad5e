// EXPECT: static assertion failed.*an overflow policy has `static ct::overflow_choice on_full\(ct::full_ring const&\) noexcept`
// EXPECT: overflow_policy_without_on_full<.*generous.*>
#include "session_vocabulary.hpp"

struct generous {
    using role = ct::overflow_role;
    static bool on_full() noexcept { return true; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<generous>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
