// EXPECT: static assertion failed.*panes have a length of more than nothing
#include "session_vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>

int main() {
    using namespace std::chrono_literals;
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss >> ct::mean >> ct::panes<1min, 30s>))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
