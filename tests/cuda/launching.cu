// SPDX-License-Identifier: MIT
// Kernels are launched here, and what the host does around them is emitted, listened to and asked about.
#include "launching.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/query.hpp>

namespace launching {

namespace {

__global__ void descend(double* weight) {
    if (weight != nullptr) *weight *= 0.5;
}

bool launch() {
    descend<<<1, 1>>>(nullptr);
    return cudaGetLastError() == cudaSuccess;
}

} // namespace

//! [emit]
int train(int steps) {
    int failed = 0;
    for (int i = 0; i != steps; ++i) {
        failed += launch() ? 0 : 1;
        ct::emit(step_stop(m::step = i, m::loss = 0.5 * i, m::phase = i % 2 == 0 ? "warm_up" : "train"));
    }
    return failed;
}
//! [emit]

//! [span]
void time_launches(int launches) {
    for (int i = 0; i != launches; ++i) {
        auto span = ct::time(launch_stop);
        span(m::launched = launch());
    }
}
//! [span]

figures train_and_ask(int steps) {
    ct::session run{ct::experiment{.name = "trained beside kernels"},
                    ct::watch(on(step_stop, m::loss >> (ct::count | ct::mean))), ct::policies<ct::manual>};
    train(steps);
    run.flush();
    figures all{.rows = run[m::loss][ct::count], .mean_loss = run[m::loss][ct::mean]};
    auto const warm_up =
        run.rows(step_stop) | ct::where(m::phase == "warm_up") | ct::select(m::loss) | ct::over(ct::mean);
    all.mean_of_warm_up = warm_up[ct::mean];
    for (auto const row : run.rows(step_stop) | ct::where(m::step > 5)) all.late += row[m::step] > 5;
    auto const account = run.ledger()[step_stop.name];
    all.recorded = account.recorded;
    all.dropped = account.dropped();
    return all;
}

void emit_from_cu(std::int64_t step, double loss) { ct::emit(counted(m::step = step, m::loss = loss)); }

} // namespace launching
