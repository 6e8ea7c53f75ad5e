// EXPECT: static assertion failed.*no statistic of this measurement was asked for
// EXPECT: measurement<.*"accuracy"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches};
    double const x = run[m::accuracy][ct::mean];
    return x > 0;
}
