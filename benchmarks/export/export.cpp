// SPDX-License-Identifier: MIT
// A million batches of a training into one file: bytes of output per second of CPU time of the one thread that writes,
// system calls included. The file lies in memory (/dev/shm) where there is such a folder, so that the disk is not what
// is measured; the rows `.._disk` have it in the temporary folder and count elapsed time, sync included.
// `export/floor_1M` writes as many constant bytes, in rows of as many, through the same staged file.

#include <benchmark/benchmark.h>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>

#include <cstdio>
#include <filesystem>
#include <random>
#include <vector>

namespace {

namespace ct = crucible::telemetry;

constexpr ct::index<"epoch"> epoch{};
constexpr ct::index<"batch"> batch{};
constexpr ct::gauge<"loss"> loss{};
constexpr ct::gauge<"gradient_norm"> gradient_norm{};
constexpr ct::timer<"duration"> duration{};
constexpr ct::event<"train.batch.stop", epoch, batch, loss, gradient_norm, duration> batch_stop{};

using event_type = std::remove_cv_t<decltype(batch_stop)>;
using row_type = ct::row<event_type>;

constexpr std::size_t rows = 1'000'000;

// A loss that falls, with all the digits that a computed one has; a batch each millisecond or so.
std::vector<row_type> const& training() {
    static std::vector<row_type> const all = [] {
        std::mt19937_64 random{42};
        std::lognormal_distribution<double> noise{0.0, 0.3};
        std::vector<row_type> made;
        made.reserve(rows);
        ct::timestamp at{std::chrono::nanoseconds{1'764'000'000'123'456'789}};
        for (std::size_t i = 0; i != rows; ++i) {
            auto const n = static_cast<std::int64_t>(i);
            std::chrono::nanoseconds const took{900'000 + static_cast<std::int64_t>(random() % 200'000)};
            at += took;
            made.push_back({.values = batch_stop(epoch = n / 1000, batch = n % 1000,
                                                 loss = 2.3 * noise(random) / (1.0 + static_cast<double>(n) * 1e-5),
                                                 gradient_norm = noise(random), duration = took),
                            .at = at,
                            .thread = 0});
        }
        return made;
    }();
    return all;
}

std::string place(bool disk) {
    namespace fs = std::filesystem;
    fs::path const memory = "/dev/shm";
    fs::path const folder = !disk && fs::is_directory(memory) ? memory : fs::temp_directory_path();
    return (folder / ("crucible_telemetry_export_" + std::to_string(::getpid()))).string();
}

void report(benchmark::State& state, std::string const& path) {
    auto const size = std::filesystem::file_size(path);
    state.SetBytesProcessed(static_cast<std::int64_t>(size) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
    state.counters["bytes_per_row"] = static_cast<double>(size) / static_cast<double>(rows);
    std::remove(path.c_str());
    std::remove((path + ".meta.json").c_str());
}

template <class Exporter>
void write_all(benchmark::State& state, bool disk) {
    Exporter const to{place(disk)};
    std::vector<row_type> const& all = training();
    for (auto _ : state) {
        auto writer = to.open({.id = "digits-treatment-1"}, ct::event_list<event_type>{});
        for (row_type const& each : all) writer.write(each);
        if (writer.close()) state.SkipWithError("could not write the file");
    }
    report(state, to.path);
}

void floor_of(benchmark::State& state) {
    std::string const path = place(false);
    std::string const row(static_cast<std::size_t>(state.range(0)), 'x');
    for (auto _ : state) {
        ct::staged_file file{path};
        for (std::size_t i = 0; i != rows; ++i) file.write(row);
        if (file.commit()) state.SkipWithError("could not write the file");
    }
    report(state, path);
}

void csv(benchmark::State& state) { write_all<ct::csv>(state, false); }
void jsonl(benchmark::State& state) { write_all<ct::jsonl>(state, false); }
void csv_disk(benchmark::State& state) { write_all<ct::csv>(state, true); }
void jsonl_disk(benchmark::State& state) { write_all<ct::jsonl>(state, true); }

BENCHMARK(csv)->Name("export/csv_1M")->Unit(benchmark::kMillisecond);
BENCHMARK(jsonl)->Name("export/jsonl_1M")->Unit(benchmark::kMillisecond);
BENCHMARK(csv_disk)->Name("export/csv_1M_disk")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(jsonl_disk)->Name("export/jsonl_1M_disk")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(floor_of)->Name("export/floor_1M")->Arg(104)->Arg(217)->Unit(benchmark::kMillisecond);

} // namespace
