// SPDX-License-Identifier: MIT
// A million batches of a training read back into columns: bytes of input per second of CPU time of the one thread that
// reads, system calls included. The file lies in memory (/dev/shm) where there is such a folder. `import/floor_1M` only
// finds the lines; `import/json_1M` also reads each value of each line, and keeps none.

#include <benchmark/benchmark.h>
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/export/jsonl.hpp>

#include <cstdio>
#include <filesystem>
#include <random>
#include <unistd.h>

namespace {

namespace ct = crucible::telemetry;

constexpr ct::timer<"duration"> duration{};
constexpr ct::gauge<"gradient_norm"> gradient_norm{};
constexpr ct::gauge<"loss"> loss{};
constexpr ct::index<"epoch"> epoch{};
constexpr ct::index<"batch"> batch{};
constexpr ct::event<"crucible_train.batch.stop", duration, gradient_norm, loss, epoch, batch> batch_stop{};

using event_type = std::remove_cv_t<decltype(batch_stop)>;

constexpr std::size_t rows = 1'000'000;

std::string place() {
    namespace fs = std::filesystem;
    fs::path const memory = "/dev/shm";
    fs::path const folder = fs::is_directory(memory) ? memory : fs::temp_directory_path();
    return (folder / ("crucible_telemetry_import_" + std::to_string(::getpid()))).string();
}

// A loss that falls, with all the digits that a computed one has; a batch each millisecond or so.
ct::recording<event_type> training() {
    std::mt19937_64 random{42};
    std::lognormal_distribution<double> noise{0.0, 0.3};
    ct::recording<event_type> made{ct::experiment_info{.id = "99a0908945cc63c3", .about = {.name = "digits"}}};
    ct::timestamp at{std::chrono::nanoseconds{1'764'000'000'123'456'789}};
    std::vector<ct::row<event_type>> all;
    all.reserve(rows);
    for (std::size_t i = 0; i != rows; ++i) {
        auto const n = static_cast<std::int64_t>(i);
        std::chrono::nanoseconds const took{900'000 + static_cast<std::int64_t>(random() % 200'000)};
        at += took;
        all.push_back({.values = batch_stop(duration = took, gradient_norm = noise(random),
                                            loss = 2.3 * noise(random) / (1.0 + static_cast<double>(n) * 1e-5),
                                            epoch = n / 1000, batch = n % 1000),
                       .at = at,
                       .thread = 0});
    }
    made.append(std::span{all});
    return made;
}

void report(benchmark::State& state, std::string const& path) {
    auto const size = std::filesystem::file_size(path);
    state.SetBytesProcessed(static_cast<std::int64_t>(size) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
    state.counters["bytes_per_row"] = static_cast<double>(size) / static_cast<double>(rows);
    std::remove(path.c_str());
    std::remove((path + ".meta.json").c_str());
}

void jsonl(benchmark::State& state) {
    std::string const path = place();
    ct::write(ct::jsonl{path}, {.id = "99a0908945cc63c3"}, training().rows(batch_stop));
    for (auto _ : state)
        if (ct::read_jsonl<batch_stop>(path).report.rows != rows) state.SkipWithError("rows are lacking");
    report(state, path);
}

void archive(benchmark::State& state) {
    std::string const path = place();
    ct::archive(path, training());
    for (auto _ : state)
        if (ct::read_archive<batch_stop>(path).report.rows != rows) state.SkipWithError("rows are lacking");
    report(state, path);
}

void into_archive(benchmark::State& state) {
    std::string const path = place();
    auto const run = training();
    for (auto _ : state)
        if (ct::archive(path, run) != rows) state.SkipWithError("rows are lacking");
    report(state, path);
}

void json(benchmark::State& state) {
    std::string const path = place();
    ct::write(ct::jsonl{path}, {.id = "99a0908945cc63c3"}, training().rows(batch_stop));
    ct::json_reader reader;
    for (auto _ : state) {
        ct::line_file file{path, std::size_t{1} << 20};
        double sum_of_all = 0;
        while (file.refill())
            while (file.next()) {
                reader.reset(file.line());
                if (!reader.begin_object()) state.SkipWithError("no object");
                while (reader.next_key())
                    if (reader.type() == ct::json_type::number) sum_of_all += *reader.read_number<double>();
                    else benchmark::DoNotOptimize(reader.read_string());
                if (!reader.at_end()) state.SkipWithError("no JSON");
            }
        benchmark::DoNotOptimize(sum_of_all);
    }
    report(state, path);
}

void floor_of(benchmark::State& state) {
    std::string const path = place();
    ct::write(ct::jsonl{path}, {.id = "99a0908945cc63c3"}, training().rows(batch_stop));
    for (auto _ : state) {
        ct::line_file file{path, std::size_t{1} << 20};
        while (file.refill())
            while (file.next()) benchmark::DoNotOptimize(file.line());
    }
    report(state, path);
}

BENCHMARK(jsonl)->Name("import/jsonl_1M")->Unit(benchmark::kMillisecond);
BENCHMARK(json)->Name("import/json_1M")->Unit(benchmark::kMillisecond);
BENCHMARK(floor_of)->Name("import/floor_1M")->Unit(benchmark::kMillisecond);
BENCHMARK(archive)->Name("archive/read_1M")->Unit(benchmark::kMillisecond);
BENCHMARK(into_archive)->Name("archive/write_1M")->Unit(benchmark::kMillisecond);

} // namespace
