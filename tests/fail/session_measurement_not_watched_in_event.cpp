// EXPECT: static assertion failed.*no statistic of this measurement of this event was asked for
// EXPECT: measurement<.*"model".*in_event<.*"train\.batch"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches};
    auto const n = run[batch][m::model][ct::count];
    return n == 0;
}
