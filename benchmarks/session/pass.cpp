// SPDX-License-Identifier: MIT
// What a row costs the worker: gathered from a ring, decoded, stored, measured, and handed to exporters. Rows are emitted
// outside the time.

#include <crucible/telemetry.hpp>

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdio>

namespace {

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::index<"batch"> batch{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"accuracy"> accuracy{};
} // namespace m
constexpr ct::event<"pass.stop", m::epoch, m::batch, m::loss, m::accuracy> batch_stop{};

template <class... Sinks>
void pass(benchmark::State& state, const Sinks&... sinks) {
    constexpr std::int64_t burst = 10'000;
    ct::session run{ct::experiment{.name = "pass"},
                    ct::watch(on(batch_stop, m::loss >> (ct::count | ct::mean), m::accuracy >> ct::max)),
                    ct::policies<ct::manual>, ct::columnar{.rows = 1'000'000}, sinks...};
    while (state.KeepRunningBatch(burst)) {
        for (std::int64_t i = 0; i != burst; ++i)
            ct::emit(batch_stop(m::epoch = 1, m::batch = i, m::loss = 0.37 / static_cast<double>(i + 1),
                                m::accuracy = 0.5));
        const auto begun = std::chrono::steady_clock::now();
        run.drain();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        state.SetIterationTime(took.count());
    }
    if (!run.ledger().balanced() || run.ledger().lost() != 0) state.SkipWithError("rows were dropped");
}

bool add(const char* name, void (*what)(benchmark::State&)) {
    benchmark::RegisterBenchmark(name, what)->UseManualTime();
    return true;
}

const bool rows[] = {
    add("session/pass_row", [](benchmark::State& state) { pass(state); }),
    add("session/pass_row_csv_jsonl",
        [](benchmark::State& state) {
            pass(state, ct::csv{"/tmp/crucible_telemetry_pass.csv"}, ct::jsonl{"/tmp/crucible_telemetry_pass.jsonl"});
            for (std::string const path : {"/tmp/crucible_telemetry_pass.csv", "/tmp/crucible_telemetry_pass.jsonl"}) {
                std::remove(path.c_str());
                std::remove((path + ".meta.json").c_str());
            }
        }),
};

} // namespace
