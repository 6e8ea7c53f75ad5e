// COMPILES
#include "session_vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>

int main() {
    ct::session run{ct::experiment{.name = "a"},
                    ct::watch(ct::on(batch, m::loss >> (ct::count | ct::mean), m::model >> ct::count),
                              ct::on(epoch_stop, m::loss >> ct::max), start),
                    ct::policies<ct::background, ct::block, ct::step_clock, ct::ring_of<4096>, ct::scoped, ct::exit_within<100>>, ct::columnar{}};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    ct::session drained{ct::experiment{.name = "b"}, loss_of_batches, ct::policies<ct::manual>};
    drained.drain();
    (void)run.rows(start);
    ct::session by_label{ct::experiment{.name = "c"},
                         ct::watch(ct::on(batch, m::loss >> ct::mean >> ct::panes<100, 1000>,
                                          m::loss.by(m::model) >> ct::mean >> ct::panes<100, 1000>))};
    (void)by_label[m::loss.by(m::model)]["a"].last(100)[ct::mean];
    return run[batch][m::loss][ct::mean] > 0 && run[epoch_stop][m::loss][ct::max] > 0 && run[m::model][ct::count] > 0
               ? 0
               : 1;
}
