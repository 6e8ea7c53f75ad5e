// EXPECT: static assertion failed.*an event is watched twice in one session
// EXPECT: event_named<.*"train\.batch"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(batch, ct::on(batch, m::loss >> ct::mean))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
