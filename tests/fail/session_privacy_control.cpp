// COMPILES
#include "session_vocabulary.hpp"

inline constexpr ct::pseudonym_key key{"000102030405060708090a0b0c0d0e0f"};
inline constexpr ct::text<"email"> email{};

int main() {
    ct::session one{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::anonymize_also<email, m::model>>};
    ct::session other{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::pseudonymize_with<key, email>>};
    ct::session third{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::pseudonymize, ct::manual>};
    ct::emit(batch(m::loss = 0.5, m::model = "a"));
}
