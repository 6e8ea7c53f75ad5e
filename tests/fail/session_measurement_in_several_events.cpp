// EXPECT: static assertion failed.*several events of this session keep statistics of this measurement
// EXPECT: measurement<.*"loss"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"},
                    ct::watch(ct::on(batch, m::loss >> ct::mean), ct::on(epoch_stop, m::loss >> ct::mean))};
    double const x = run[m::loss][ct::mean];
    return x > 0;
}
