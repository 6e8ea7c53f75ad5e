// EXPECT: static assertion failed.*a privacy policy has `template <ct::any_descriptor D> static constexpr ct::disclosure of`
// EXPECT: privacy_policy_without_of<.*hides_nothing.*>
#include "session_vocabulary.hpp"

struct hides_nothing {
    using role = ct::privacy_role;
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<hides_nothing>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
