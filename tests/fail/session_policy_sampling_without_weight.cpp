// EXPECT: static assertion failed.*a sampling policy has `double weight\(auto const& row\) noexcept`
// EXPECT: sampling_policy_without_weight<.*one_in_ten.*>
#include "session_vocabulary.hpp"

struct one_in_ten {
    using role = ct::sampling_role;
    static bool keeps(auto const&) noexcept { return true; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<one_in_ten>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
