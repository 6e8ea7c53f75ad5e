// EXPECT: static assertion failed.*no panes of this kind are kept of this measurement
#include "session_vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>

int main() {
    using namespace std::chrono_literals;
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss >> ct::mean >> ct::panes<100, 1000>))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    return run[m::loss].last(5min)[ct::mean] > 0;
}
