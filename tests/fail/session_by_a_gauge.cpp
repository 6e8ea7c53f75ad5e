// EXPECT: static assertion failed.*rows are grouped by a tag, an index or a flag
// EXPECT: measurement<.*"accuracy"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(epoch_stop, m::loss.by(m::accuracy) >> ct::mean))};
    run.emit(epoch_stop(m::epoch = 1, m::loss = 0.5, m::accuracy = 0.5));
}
