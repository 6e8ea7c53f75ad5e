// SPDX-License-Identifier: MIT
// A loss recorded at each step of a run into a file of JSON lines: CPU time per point of the one thread that records,
// the buffer's way into the file and its system calls included. No sync but one at the end, outside the time. The file
// lies in memory (/dev/shm) where there is such a folder, so that the disk is not what is measured. `bytes_per_second`
// is what the file gets. `.._metadata` adds a pair of metadata; `.._alone` has an adapter that forgets its points, so
// that neither formatting nor writing is in it; `record/step_flush` flushes after each point, on the temporary folder's
// disk, and counts elapsed time; `read/100k_points` reads a file back.

#include <benchmark/benchmark.h>
#include <crucible/telemetry/metrics.hpp>

#include <array>
#include <cstdio>
#include <filesystem>

namespace {

namespace ct = crucible::telemetry;

std::string place(bool disk) {
    namespace fs = std::filesystem;
    fs::path const memory = "/dev/shm";
    fs::path const folder = !disk && fs::is_directory(memory) ? memory : fs::temp_directory_path();
    return (folder / ("crucible_telemetry_metrics_" + std::to_string(::getpid()) + ".jsonl")).string();
}

struct forgetting {
    static ct::metric_appended append(std::span<ct::metric_view const> points) noexcept { return {points.size()}; }
    static std::error_code sync() noexcept { return {}; }
    static ct::metric_history read(std::string_view) { return {}; }
};

// A loss that falls, with all the digits that a computed one has.
double loss_at(std::int64_t step) {
    static auto const losses = [] {
        std::array<double, 4096> all{};
        for (std::size_t i = 0; i != all.size(); ++i)
            all[i] = 2.302585092994046 / (1.0 + static_cast<double>(i) * 1.37e-3);
        return all;
    }();
    return losses[static_cast<std::size_t>(step) % losses.size()];
}

template <class Adapter, class Record>
void record_all(benchmark::State& state, ct::metric_log<Adapter>& log, Record record) {
    std::int64_t step = 0;
    for (auto _ : state) {
        record(step, loss_at(step));
        ++step;
    }
    if (log.flush() || log.account().acknowledged != log.account().recorded) state.SkipWithError("points were lost");
    state.SetItemsProcessed(state.iterations());
}

template <class Record>
void into_file(benchmark::State& state, bool disk, Record record) {
    std::string const path = place(disk);
    {
        ct::metric_log log{ct::jsonl_metrics{path}};
        record_all(state, log, [&](std::int64_t step, double loss) { record(log, step, loss); });
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(std::filesystem::file_size(path)));
    std::remove(path.c_str());
}

void step_value(benchmark::State& state) {
    into_file(state, false, [](auto& log, std::int64_t step, double loss) { log.record("run-1", "loss", loss, step); });
}

void step_value_metadata(benchmark::State& state) {
    into_file(state, false, [](auto& log, std::int64_t step, double loss) {
        log.record("run-1", "loss", loss, step, {{"phase", "warmup"}});
    });
}

void step_value_alone(benchmark::State& state) {
    ct::metric_log log{forgetting{}};
    record_all(state, log, [&](std::int64_t step, double loss) { log.record("run-1", "loss", loss, step); });
}

void step_flush(benchmark::State& state) {
    into_file(state, true, [](auto& log, std::int64_t step, double loss) {
        log.record("run-1", "loss", loss, step);
        log.flush();
    });
}

void read_points(benchmark::State& state) {
    std::string const path = place(false);
    {
        ct::metric_log log{ct::jsonl_metrics{path}};
        for (std::int64_t step = 0; step != 100'000; ++step) log.record("run-1", "loss", loss_at(step), step);
    }
    for (auto _ : state)
        if (ct::read_metrics(path, "run-1").points.size() != 100'000) state.SkipWithError("points are lacking");
    state.SetItemsProcessed(100'000 * state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(std::filesystem::file_size(path)) * state.iterations());
    std::remove(path.c_str());
}

BENCHMARK(step_value)->Name("record/step_value")->Iterations(1'000'000);
BENCHMARK(step_value_metadata)->Name("record/step_value_metadata")->Iterations(1'000'000);
BENCHMARK(step_value_alone)->Name("record/step_value_alone")->Iterations(1'000'000);
BENCHMARK(step_flush)->Name("record/step_flush")->UseRealTime();
BENCHMARK(read_points)->Name("read/100k_points")->Unit(benchmark::kMillisecond);

} // namespace
