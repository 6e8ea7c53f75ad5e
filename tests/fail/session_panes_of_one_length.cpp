// EXPECT: static assertion failed.*panes of one length are asked for twice
#include "session_vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>

int main() {
    ct::session run{ct::experiment{.name = "a"},
                    ct::watch(ct::on(batch, m::loss >> ct::mean >> ct::panes<100, 1000> >> ct::panes<100, 10'000>))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
