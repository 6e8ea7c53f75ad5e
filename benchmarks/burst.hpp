// SPDX-License-Identifier: MIT
#pragma once
// How a row of benchmarks/emit is timed: in bursts, with what the queue behind it needs kept out of the time.
//
//     const bool row = bench::add("emit/mine", [](benchmark::State& state) {
//         bench::burst(state, [&](std::size_t i) { emit(bench::measure(i)); }, [&] { wait_until_drained(); });
//     });
//
// One burst is `burst_size` emissions back to back; then `drain` runs, outside the time. The row's time is per
// emission, from the median burst, so that a burst in which the machine did something else does not count; its counter
// `min_ns` is the best burst (use it to compare rows on a busy machine) and `mean_ns` the mean over all of them.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <sched.h>
#include <string>
#include <utility>
#include <vector>

namespace bench {

inline constexpr std::size_t burst_size = 1000;
inline constexpr std::size_t warm_up = 16; // untimed bursts: first touch of the memory, branch predictors

// What every row emits, or as much of it as its interface takes: a batch of training.
struct batch {
    std::int64_t epoch;
    std::int64_t index;
    double loss;
    double accuracy;
};

// New values in every call, for a nanosecond at most.
inline batch measure(std::size_t i) {
    const auto index = static_cast<std::int64_t>(i);
    const auto value = static_cast<double>(index);
    return {.epoch = 3, .index = index, .loss = value * 1e-3, .accuracy = value * 0.5e-3};
}

// Seconds that one burst takes. Memory is clobbered after each emission, as by the work between two emissions of a real
// program: nothing that an emission loads may stay in a register for the next one.
template <class Emit>
[[gnu::noinline]] double time_burst(Emit& emit) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < burst_size; ++i) {
        emit(i);
        benchmark::ClobberMemory();
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Sets the row's time to the median burst's. With several threads each reports its own, and the row's time becomes the
// time in which all of them together emit one: half of one thread's when two scale perfectly.
inline void report(benchmark::State& state, std::vector<double>& bursts) {
    const auto middle = bursts.begin() + static_cast<std::ptrdiff_t>(bursts.size() / 2);
    std::nth_element(bursts.begin(), middle, bursts.end());
    double total = 0;
    for (const double seconds : bursts) {
        total += seconds;
    }
    const auto per_emission = [](double seconds) { return seconds * 1e9 / static_cast<double>(burst_size); };
    const auto each = benchmark::Counter::kAvgThreads;
    state.SetIterationTime(*middle * static_cast<double>(bursts.size()));
    state.counters["min_ns"] = {per_emission(*std::min_element(bursts.begin(), bursts.end())), each};
    state.counters["mean_ns"] = {per_emission(total / static_cast<double>(bursts.size())), each};
}

// Emitting threads have a processor each; what a row makes beforehand (a worker, a reader) has the second one, so that
// every row's consumer is on another core than its first emitter. Does nothing where there is one processor.
inline void stay_on(int processor) {
#ifdef __linux__
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(processor), &one);
    sched_setaffinity(0, sizeof one, &one);
#else
    (void)processor;
#endif
}

// `emit(i)` emits row number i of a burst; `drain()` returns when nothing is queued any more.
template <class Emit, class Drain>
void burst(benchmark::State& state, Emit emit, Drain drain) {
    stay_on(state.thread_index() % 2);
    for (std::size_t i = 0; i < warm_up; ++i) {
        time_burst(emit);
        drain();
    }
    std::vector<double> bursts;
    bursts.reserve(static_cast<std::size_t>(state.max_iterations) / burst_size + 1);
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(burst_size))) {
        bursts.push_back(time_burst(emit));
        drain();
    }
    report(state, bursts);
}

// Registers `run(state)`, which calls burst(), under `name`: `bursts` of them on each of `threads` threads.
template <class Run>
bool add(const std::string& name, Run run, std::size_t bursts = 2000, int threads = 1) {
    auto const placed = [run = std::move(run)](benchmark::State& state) {
        stay_on(1);
        run(state);
    };
    benchmark::RegisterBenchmark(name.c_str(), placed)
        ->UseManualTime()
        ->Iterations(static_cast<benchmark::IterationCount>(bursts * burst_size))
        ->Threads(threads);
    return true;
}

} // namespace bench
