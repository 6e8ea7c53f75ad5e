// EXPECT: static assertion failed.*a loss policy has `static void on_loss\(ct::loss_report const&\) noexcept`
// EXPECT: loss_policy_without_on_loss<.*logs.*>
#include "session_vocabulary.hpp"

struct logs {
    using role = ct::loss_role;
    static void on_loss(ct::loss_report const&) {} // may throw
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<logs>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
