// EXPECT: static assertion failed.*no statistic of this measurement was asked for
// EXPECT: measurement_by<.*"loss".*"model"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss >> ct::mean))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    return run[m::loss.by(m::model)]["a"][ct::mean] > 0;
}
