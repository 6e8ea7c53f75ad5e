// SPDX-License-Identifier: MIT
#pragma once
// How a row of benchmarks/emit is timed: in bursts, with what the queue behind it needs kept out of the time.
//
//     const bool row = bench::add("emit/mine", [](bench::series& bursts) {
//         bursts.run([&](std::size_t i) { emit(bench::measure(i)); }, [&] { wait_until_drained(); });
//     });
//
// One burst is `burst_size` emissions back to back; then `drain` runs, outside the time. The row's time is per
// emission, from the median burst, so that a burst in which the machine did something else does not count; its counter
// `min_ns` is the best burst (use it to compare rows on a busy machine) and `mean_ns` the mean over all of them.
// A row is set up several times: where its memory lies and what the neighbours do decides up to 2 ns of an emission.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <numeric>
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

// The bursts of one thread of a row.
class series {
public:
    explicit series(std::size_t bursts_per_setup, int thread = 0) : bursts_(bursts_per_setup), thread_(thread) {}

    // `emit(i)` emits row number i of a burst; `drain()` returns when nothing is queued any more.
    template <class Emit, class Drain>
    void run(Emit emit, Drain drain) {
        stay_on(thread_ % 2);
        time([&] { return time_burst(emit); }, drain);
    }

    // `time_one()` runs a burst and returns its seconds.
    template <class Time, class Drain>
    void time(Time time_one, Drain drain) {
        for (std::size_t i = 0; i < warm_up + bursts_; ++i) {
            const double seconds = time_one();
            if (i >= warm_up) {
                seconds_.push_back(seconds);
            }
            drain();
        }
    }

    void fail(const char* why) { failure_ = why; }

    // Sets the row's time to the median burst's. With several threads each reports its own, and the row's time becomes
    // the time in which all of them together emit one: half of one thread's when two scale perfectly.
    void report(benchmark::State& state) {
        if (failure_ != nullptr) {
            return state.SkipWithError(failure_);
        }
        const auto middle = seconds_.begin() + static_cast<std::ptrdiff_t>(seconds_.size() / 2);
        std::nth_element(seconds_.begin(), middle, seconds_.end());
        const double total = std::accumulate(seconds_.begin(), seconds_.end(), 0.0);
        const auto per_emission = [](double seconds) { return seconds * 1e9 / static_cast<double>(burst_size); };
        const auto each = benchmark::Counter::kAvgThreads;
        state.SetIterationTime(*middle * static_cast<double>(seconds_.size()));
        state.counters["min_ns"] = {per_emission(*std::min_element(seconds_.begin(), seconds_.end())), each};
        state.counters["mean_ns"] = {per_emission(total / static_cast<double>(seconds_.size())), each};
    }

private:
    std::size_t bursts_;
    int thread_;
    std::vector<double> seconds_;
    const char* failure_ = nullptr;
};

// How a row is measured.
struct plan {
    std::size_t setups = 20;
    std::size_t bursts = 500; // of each set-up
    int threads = 1;
    bool by_turns = false; // with the other rows that say so
};

// Rows that are read as ratios of each other: they are set up by turns, so that each meets the same moods of the machine.
struct row_by_turns {
    std::function<void(series&)> run;
    plan planned;
    series bursts{planned.bursts};
};
inline std::deque<row_by_turns> rows_by_turns;

inline void measure_by_turns() {
    static bool done = false;
    if (std::exchange(done, true)) {
        return;
    }
    bool more = true;
    for (std::size_t i = 0; more; ++i) {
        more = false;
        for (row_by_turns& row : rows_by_turns) {
            if (i < row.planned.setups) {
                stay_on(1);
                row.run(row.bursts);
                more = true;
            }
        }
    }
}

// Registers `run(series)`, which sets the row up and runs its bursts, under `name`.
template <class Run>
bool add(const std::string& name, Run run, plan planned = {}) {
    series* const shared = planned.by_turns ? &rows_by_turns.emplace_back(run, planned).bursts : nullptr;
    const auto measure = [=](benchmark::State& state) {
        series own(planned.bursts, state.thread_index());
        while (state.KeepRunningBatch(state.max_iterations)) {
            if (planned.by_turns) {
                measure_by_turns();
                continue;
            }
            for (std::size_t i = 0; i < planned.setups; ++i) {
                stay_on(1);
                run(own);
            }
        }
        (planned.by_turns ? *shared : own).report(state);
    };
    benchmark::RegisterBenchmark(name.c_str(), measure)
        ->UseManualTime()
        ->Iterations(static_cast<benchmark::IterationCount>(planned.setups * planned.bursts * burst_size))
        ->Threads(planned.threads);
    return true;
}

} // namespace bench
