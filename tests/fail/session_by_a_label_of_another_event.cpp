// EXPECT: static assertion failed
// EXPECT: "model"
// EXPECT: train\.epoch\.stop
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(epoch_stop, m::loss.by(m::model) >> ct::mean))};
    run.emit(epoch_stop(m::epoch = 1, m::loss = 0.5, m::accuracy = 0.5));
}
