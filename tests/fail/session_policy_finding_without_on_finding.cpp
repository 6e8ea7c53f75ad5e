// EXPECT: static assertion failed.*a finding policy has `static ct::finding_action on_finding\(ct::found_in_row const&\) noexcept`
// EXPECT: finding_policy_without_on_finding<.*acts.*>
#include "session_vocabulary.hpp"

struct acts {
    using role = ct::finding_role;
    static void on_finding(ct::found_in_row const&) noexcept {} // says nothing
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<acts>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
