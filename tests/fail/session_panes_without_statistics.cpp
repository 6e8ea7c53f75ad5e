// EXPECT: static assertion failed.*say which statistics the panes are to hold
// EXPECT: measurement<.*"loss"
#include "session_vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss >> ct::panes<100, 1000>))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
