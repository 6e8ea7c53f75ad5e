// EXPECT: static assertion failed.*a tally cannot keep this statistic
// EXPECT: statistic_named<.*"last".*measurement<.*"loss"
#include "tally_vocabulary.hpp"

inline constexpr auto last_loss = ct::tallied(plain, m::loss >> (ct::mean | ct::last));

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(last_loss)};
    ct::emit(last_loss(m::tokens = 1, m::loss = 0.5));
}
