// SPDX-License-Identifier: MIT
#pragma once
// How a row of benchmarks/accumulate is timed: again and again over the same values, in pieces of 16384, each of them
// timed by itself. The row's time is per value, from the median piece; its counters are `min_ns`, the best piece, and
// `GB/s` of the median one.

#include "../burst.hpp"

#include <random>
#include <span>

namespace bench {

inline constexpr std::size_t piece = 16384;            // 128 KiB: fits the second-level cache
inline constexpr std::size_t in_memory = 4096 * piece; // 512 MiB: comes from memory

inline std::vector<double> normal_values(std::size_t n) {
    std::mt19937_64 random(42);
    std::normal_distribution<double> normal;
    std::vector<double> values(n);
    for (double& x : values) {
        x = normal(random);
    }
    return values;
}

// Registers `make()`, which gives what is called with each piece of `size` values, `pieces` times in all.
template <class Make>
bool add_passes(const std::string& name, Make make, std::size_t size = piece, std::size_t pieces = 2000) {
    auto const run = [=](benchmark::State& state) {
        stay_on(0);
        const std::vector<double> values = normal_values(size);
        auto feed = make();
        std::vector<double> seconds;
        for (std::size_t i = 0; i < warm_up; ++i) {
            feed(std::span<const double>(values).first(piece));
        }
        std::size_t next = 0;
        while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(piece))) {
            const auto of_piece = std::span<const double>(values).subspan(next, piece);
            next = (next + piece) % size;
            const auto start = std::chrono::steady_clock::now();
            feed(of_piece);
            benchmark::ClobberMemory();
            seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
        const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
        std::nth_element(seconds.begin(), middle, seconds.end());
        const auto n = static_cast<double>(piece);
        state.SetIterationTime(*middle * static_cast<double>(seconds.size()));
        state.counters["min_ns"] = *std::min_element(seconds.begin(), seconds.end()) * 1e9 / n;
        state.counters["GB/s"] = n * sizeof(double) / *middle / 1e9;
    };
    benchmark::RegisterBenchmark(name.c_str(), run)
        ->UseManualTime()
        ->Iterations(static_cast<benchmark::IterationCount>(pieces * piece));
    return true;
}

// One value after the other into a State, through memory: as work between two values makes it.
template <class State>
struct one_by_one {
    State state{};

    [[gnu::noinline]] void operator()(std::span<const double> values) {
        for (const double x : values) {
            state(x);
            benchmark::ClobberMemory();
        }
        benchmark::DoNotOptimize(state);
    }
};

// All values at once.
template <class State>
struct in_batches {
    State state{};

    [[gnu::noinline]] void operator()(std::span<const double> values) {
        state(values);
        benchmark::DoNotOptimize(state);
    }
};

template <class State>
bool add_one_by_one(const std::string& name) {
    return add_passes(name, [] { return one_by_one<State>{}; });
}

} // namespace bench
