// SPDX-License-Identifier: MIT
#pragma once
// How a sketch is timed: over one stream of ten million values, since what a row costs may change as a sketch fills. The
// row's time is per value over the whole stream, of the thread's own time, so that what else the machine does is not
// counted; its counters are `min_ns`, the best of the pieces of 65536, `state_bytes`, and for quantiles `rank_error`, the
// greatest |F(reading) - p| at p50, p90, p95, p99 and p99.9, F the share of the stream up to the reading.

#include "../burst.hpp"

#include <array>
#include <cmath>
#include <ctime>
#include <random>
#include <span>

namespace bench {

inline constexpr std::size_t stream_size = 10'000'000;
inline constexpr std::size_t stream_piece = 65536;

inline double thread_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Draw>
std::vector<double> stream_of(Draw draw, std::size_t n = stream_size) {
    std::mt19937_64 random(42);
    std::vector<double> values(n);
    for (double& x : values) {
        x = draw(random);
    }
    return values;
}

inline std::vector<double> normal_stream() { return stream_of(std::normal_distribution<double>{}); }
inline std::vector<double> lognormal_stream() { return stream_of(std::lognormal_distribution<double>{}); }
inline std::vector<double> sorted_stream() {
    std::vector<double> values = normal_stream();
    std::sort(values.begin(), values.end());
    return values;
}
inline std::vector<double> offset_stream() {
    std::normal_distribution<double> normal(1e6, 1);
    return stream_of(normal);
}

inline double rank_error(const std::vector<double>& values, const std::array<double, 5>& readings) {
    constexpr std::array<double, 5> asked{.5, .9, .95, .99, .999};
    double worst = 0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto up_to = std::count_if(values.begin(), values.end(), [&](double x) { return x <= readings[i]; });
        worst = std::max(worst, std::abs(static_cast<double>(up_to) / static_cast<double>(values.size()) - asked[i]));
    }
    return worst;
}

// Feeds a State, `feed(state, piece)` a piece, and reports.
template <class State, class Stream, class Feed>
void time_stream(benchmark::State& state, const Stream& values, Feed feed, State& fed) {
    stay_on(0);
    double total = 0, best = 1;
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(values.size()))) {
        for (std::size_t at = 0; at < values.size(); at += stream_piece) {
            const std::size_t n = std::min(stream_piece, values.size() - at);
            const double start = thread_seconds();
            feed(fed, std::span(values).subspan(at, n));
            benchmark::ClobberMemory();
            const double seconds = thread_seconds() - start;
            total += seconds;
            best = std::min(best, seconds / static_cast<double>(n));
        }
    }
    state.SetIterationTime(total);
    state.counters["min_ns"] = best * 1e9;
    state.counters["state_bytes"] = static_cast<double>(sizeof(State));
}

// One value after the other, through memory: as work between two values makes it.
inline constexpr auto one_after_the_other = [](auto& state, auto values) {
    for (const auto& x : values) {
        state(x);
        benchmark::ClobberMemory();
    }
};
inline constexpr auto all_at_once = [](auto& state, auto values) { state(values); };

template <class Run>
bool add_stream(const std::string& name, Run run, std::size_t n = stream_size) {
    benchmark::RegisterBenchmark(name.c_str(), run)
        ->UseManualTime()
        ->Iterations(static_cast<benchmark::IterationCount>(n));
    return true;
}

// A cell that answers quantiles.
template <class Cell, class MakeStream, class Feed>
bool add_quantiles(const std::string& name, MakeStream make_stream, Feed feed) {
    return add_stream(name, [=](benchmark::State& state) {
        const std::vector<double> values = make_stream();
        Cell cell;
        time_stream(state, values, feed, cell);
        state.counters["rank_error"] = rank_error(values, cell.quantiles(std::array{.5, .9, .95, .99, .999}));
    });
}

// Merging: a hundred cells of 20 000 values each into one; per cell.
template <class Cell>
bool add_merge(const std::string& name) {
    const auto run = [](benchmark::State& state) {
        stay_on(0);
        const std::vector<double> values = stream_of(std::lognormal_distribution<double>{}, 2'000'000);
        std::vector<Cell> parts(100);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (const double x : std::span(values).subspan(i * 20'000, 20'000)) {
                parts[i](x);
            }
        }
        double total = 0;
        while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(parts.size()))) {
            Cell all;
            const double start = thread_seconds();
            for (const Cell& part : parts) {
                all += part;
            }
            total += thread_seconds() - start;
            benchmark::DoNotOptimize(all);
        }
        state.SetIterationTime(total);
    };
    benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime()->Iterations(20'000);
    return true;
}

} // namespace bench
