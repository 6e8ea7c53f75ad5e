// SPDX-License-Identifier: MIT
// What a value costs a detector: a million of N(0, 1), one after the other, in the time of the thread. The row's time
// is that of the median of nine passes; `min_ns` is the best, `bytes` the size of its state.

#include "detectors.hpp"
#include "streams.hpp"

#include "../burst.hpp"

namespace {

template <class Make>
void measure(benchmark::State& state, Make make) {
    bench::stay_on(0);
    bench::stream const rows = bench::normal(1'000'000, 42);
    std::vector<double> seconds;
    std::uint64_t found = 0;
    for (auto _ : state) {
        auto cell = make();
        double const start = bench::thread_seconds();
        for (double const x : rows) (*cell)(x);
        seconds.push_back(bench::thread_seconds() - start);
        found = cell->found();
        state.counters["bytes"] = static_cast<double>(sizeof *cell);
    }
    std::sort(seconds.begin(), seconds.end());
    double const n = static_cast<double>(rows.size());
    state.counters["ns"] = seconds[seconds.size() / 2] * 1e9 / n;
    state.counters["min_ns"] = seconds.front() * 1e9 / n;
    state.counters["found"] = static_cast<double>(found);
}

bool const added = [] {
    bench::for_each_detector([](std::string const& name, auto make) {
        benchmark::RegisterBenchmark(("detect/" + name).c_str(), [=](benchmark::State& state) { measure(state, make); })
            ->Iterations(9)
            ->Unit(benchmark::kMillisecond);
    });
    return true;
}();

} // namespace
