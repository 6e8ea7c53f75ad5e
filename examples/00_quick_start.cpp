// SPDX-License-Identifier: MIT
// The quick start of the README, which shows what stands between the marks. Exits with 0 if it all held.

//! [quick start]
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/query.hpp>

#include <cmath>
#include <cstdio>

namespace ct = crucible::telemetry;

namespace m { // the vocabulary: what is measured, named and typed once
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats, .help = "mini-batch training loss"};
} // namespace m

inline constexpr ct::event<"train.step.stop", m::step, m::loss> step_stop{.help = "a training step is done"};

void train(int steps) { // knows what it measures, and nothing of who listens
    for (int step = 0; step < steps; ++step) ct::emit(step_stop(m::step = step, m::loss = std::exp(-0.02 * step)));
}

int main() {
    ct::session run{ct::experiment{.name = "quick-start", .hypothesis = "the loss falls below 0.2"},
                    ct::watch(on(step_stop, m::loss >> (ct::count | ct::mean | ct::min))), ct::csv{"run.csv"},
                    ct::jsonl{"run.jsonl"}};
    train(100);
    if (run.stop()) return 1; // puts both files in place

    auto const loss = run[m::loss];
    std::printf("%d steps, mean loss %.3f, least %.3f\n", int(loss[ct::count]), loss[ct::mean], loss[ct::min]);

    auto last_half = run.rows(step_stop) | ct::where(m::step >= 50) | ct::tumbling(25) | ct::select(m::loss);
    for (auto const& window : last_half | ct::over(ct::mean)) std::printf("mean of 25 steps: %.3f\n", window[ct::mean]);

    bool const complete = run.ledger().balanced() && loss[ct::count] == 100; // no row is unaccounted for
    return complete && loss[ct::min] < 0.2 ? 0 : 1;
}
//! [quick start]
