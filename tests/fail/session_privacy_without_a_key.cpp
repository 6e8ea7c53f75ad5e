// EXPECT: static assertion failed.*a policy that makes pseudonyms has a static `key\(\)`
#include "session_vocabulary.hpp"

struct forgetful {
    using role = ct::privacy_role;
    template <class D>
    static constexpr ct::disclosure of = ct::text_descriptor<D> ? ct::disclosure::pseudonym : ct::disclosure::kept;
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<forgetful>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
