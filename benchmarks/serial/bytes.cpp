// SPDX-License-Identifier: MIT
// Accumulators to bytes and back: five cells in 424 bytes. The checksum alone is a row of its own, per byte.

#include <benchmark/benchmark.h>
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/serial/bytes.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

namespace {

namespace ct = crucible::telemetry;

using summary = ct::accumulator_of<double, decltype(ct::count | ct::mean | ct::excess_kurtosis | ct::min | ct::sum |
                                                    ct::last | ct::nonfinite)>;

summary some() {
    summary s;
    for (int i = 0; i < 1000; ++i) {
        s(i * 0.25);
    }
    return s;
}

void checksum(benchmark::State& state) {
    const std::vector<std::byte> data(65536, std::byte{0x5a});
    while (state.KeepRunningBatch(65536)) {
        benchmark::DoNotOptimize(ct::detail::crc32c(data));
    }
}
BENCHMARK(checksum)->Name("accumulate/crc32c_byte");

void write(benchmark::State& state) {
    const summary s = some();
    std::vector<std::byte> data;
    for (auto _ : state) {
        data.clear();
        ct::write_bytes(data, s);
        benchmark::DoNotOptimize(data.data());
    }
    state.counters["bytes"] = static_cast<double>(data.size());
}
BENCHMARK(write)->Name("accumulate/bytes_write");

void read(benchmark::State& state) {
    const std::vector<std::byte> data = ct::to_bytes(some());
    summary s;
    for (auto _ : state) {
        if (ct::from_bytes(data, s)) {
            state.SkipWithError("the bytes were refused");
        }
        benchmark::DoNotOptimize(s);
    }
}
BENCHMARK(read)->Name("accumulate/bytes_read");

} // namespace
