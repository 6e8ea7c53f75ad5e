// SPDX-License-Identifier: MIT
// Analyses of a million stored batches of a training that take a millisecond or two each, one every millisecond.

#include <benchmark/benchmark.h>
#include <crucible/telemetry/analysis.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <random>
#include <vector>

namespace {

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;
using namespace std::chrono_literals;

constexpr ct::step_event<"train.batch.stop", v::epoch, v::batch, v::loss, v::gradient_norm, v::duration> batch_stop{};
using event_type = std::remove_cv_t<decltype(batch_stop)>;
using stored = ct::rows<event_type>;

constexpr std::int64_t rows = 1'000'000;
constexpr ct::timestamp begin{1'764'000'000'000'000'000ns};

/// A run whose batches take about `factor` times as long.
stored training(double factor, unsigned seed) {
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> microseconds(7, 0.3);
    std::vector<ct::row<event_type>> made;
    for (std::int64_t i = 0; i != rows; ++i) {
        std::chrono::nanoseconds const took{static_cast<std::int64_t>(factor * 1000 * microseconds(random))};
        made.push_back({batch_stop(v::epoch = i / 1000, v::batch = i % 1000,
                                   v::loss = 2.3 / (1.0 + static_cast<double>(i) * 1e-5), v::gradient_norm = 1.0,
                                   v::duration = took),
                        begin + i * 1ms, 0});
    }
    ct::table<event_type> table;
    table.append(std::span(made));
    return table.snapshot();
}

stored const& control() {
    static stored const all = training(1, 1);
    return all;
}
stored const& treatment() {
    static stored const all = training(0.9, 2);
    return all;
}

void summary(benchmark::State& state) {
    stored const& all = control();
    for (auto _ : state) benchmark::DoNotOptimize(ct::summarize(all));
}
BENCHMARK(summary)->Name("analysis/summary_1M")->Unit(benchmark::kMillisecond);

void training_summary(benchmark::State& state) {
    stored const& all = control();
    for (auto _ : state) benchmark::DoNotOptimize(ct::summarize_training(all));
}
BENCHMARK(training_summary)->Name("analysis/training_1M")->Unit(benchmark::kMillisecond);

/// 100 windows side by side.
void windowed(benchmark::State& state) {
    stored const& all = control();
    for (auto _ : state) benchmark::DoNotOptimize(ct::windowed(all, 10s));
}
BENCHMARK(windowed)->Name("analysis/windowed_1M_100")->Unit(benchmark::kMillisecond);

/// Windows of a hundredth of the run, each a thousandth of it after the one before.
void sliding(benchmark::State& state) {
    stored const& all = control();
    for (auto _ : state) benchmark::DoNotOptimize(ct::windowed(all, 10s, 1s));
}
BENCHMARK(sliding)->Name("analysis/sliding_1M_1000")->Unit(benchmark::kMillisecond);

void compare(benchmark::State& state) {
    stored const& a = control();
    stored const& b = treatment();
    for (auto _ : state) benchmark::DoNotOptimize(ct::compare(a, b));
}
BENCHMARK(compare)->Name("analysis/compare_2x1M")->Unit(benchmark::kMillisecond);

/// What a row costs a session's worker that feeds a live summary.
void live(benchmark::State& state) {
    ct::live_summary to;
    auto writer = to.attach().open(ct::run_info{}, ct::event_list<event_type>{});
    std::vector<ct::row<event_type>> some;
    for (std::int64_t i = 0; i != 1000; ++i)
        some.push_back({batch_stop(v::epoch = i / 100, v::batch = i, v::loss = 1.0, v::gradient_norm = 1.0,
                                   v::duration = 1ms),
                        begin + i * 1ms, 0});
    std::size_t i = 0;
    for (auto _ : state) {
        writer.write(some[i]);
        i = i == 999 ? 0 : i + 1;
    }
    benchmark::DoNotOptimize(to.now());
}
BENCHMARK(live)->Name("analysis/live_row")->Unit(benchmark::kNanosecond);

} // namespace
