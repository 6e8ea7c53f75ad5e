// SPDX-License-Identifier: MIT
// Questions to a million stored batches of a training. Each row takes the snapshot as well; `bytes_per_row` is what the
// store holds for a million rows of two indices and two doubles, stamp, thread and unused room included.

#include <benchmark/benchmark.h>
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <vector>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

constexpr ct::index<"epoch"> epoch{};
constexpr ct::index<"batch"> batch{};
constexpr ct::gauge<"loss"> loss{};
constexpr ct::gauge<"gradient_norm"> gradient_norm{};
constexpr ct::event<"train.batch.stop", epoch, batch, loss, gradient_norm> batch_stop{};

using event_type = std::remove_cv_t<decltype(batch_stop)>;
using table = ct::table<event_type>;

constexpr std::size_t rows = 1'000'000;
constexpr std::size_t drained = 1000; // rows that a worker hands over at once
constexpr ct::timestamp begin{1'764'000'000'000'000'000ns};

ct::row<event_type> make(std::size_t i, ct::timestamp at) {
    auto const n = static_cast<std::int64_t>(i);
    return {.values = batch_stop(epoch = n / 1000, batch = n % 1000, loss = 2.3 / (1.0 + static_cast<double>(n) * 1e-5),
                                 gradient_norm = 1.0),
            .at = at,
            .thread = 0};
}

/// A batch each millisecond.
std::vector<ct::row<event_type>> const& training() {
    static std::vector<ct::row<event_type>> const all = [] {
        std::vector<ct::row<event_type>> made;
        for (std::size_t i = 0; i != rows; ++i) made.push_back(make(i, begin + i * 1ms));
        return made;
    }();
    return all;
}

void fill(table& into) {
    std::span<ct::row<event_type> const> left(training());
    for (; !left.empty(); left = left.subspan(drained)) into.append(left.first(drained));
}

table const& stored() {
    static table const& all = *[] {
        auto* made = new table; // alive until the process ends
        fill(*made);
        return made;
    }();
    return all;
}

void bytes_per_row(benchmark::State& state) {
    state.counters["bytes_per_row"] = static_cast<double>(stored().memory_bytes()) / static_cast<double>(rows);
}

void last_n_200(benchmark::State& state) {
    table const& all = stored();
    for (auto _ : state) {
        auto const total = all.snapshot() | ct::last(200) | ct::select(loss) | ct::over(ct::sum);
        benchmark::DoNotOptimize(total[ct::sum]);
    }
    bytes_per_row(state);
}
BENCHMARK(last_n_200)->Name("query/last_n_200")->Unit(benchmark::kMicrosecond);

/// 200 rows somewhere in the run, a new place each time.
void range_200(benchmark::State& state) {
    table const& all = stored();
    std::int64_t place = 0;
    for (auto _ : state) {
        place = (place + 314'159) % 999'800;
        ct::timestamp const from = begin + place * 1ms;
        auto const total = all.snapshot() | ct::between(from, from + 199ms) | ct::select(loss) | ct::over(ct::sum);
        benchmark::DoNotOptimize(total[ct::sum]);
    }
    bytes_per_row(state);
}
BENCHMARK(range_200)->Name("query/range_200_of_1M")->Unit(benchmark::kMicrosecond);

/// The same, row by row through a filter that accepts them all.
void range_200_where(benchmark::State& state) {
    table const& all = stored();
    std::int64_t place = 0;
    for (auto _ : state) {
        place = (place + 314'159) % 999'800;
        ct::timestamp const from = begin + place * 1ms;
        auto const total = all.snapshot() | ct::between(from, from + 199ms) | ct::where(loss > 0.0 && epoch >= 0) |
                           ct::select(loss) | ct::over(ct::sum);
        benchmark::DoNotOptimize(total[ct::sum]);
    }
}
BENCHMARK(range_200_where)->Name("query/range_200_where")->Unit(benchmark::kMicrosecond);

void snapshot(benchmark::State& state) {
    table const& all = stored();
    for (auto _ : state) benchmark::DoNotOptimize(all.snapshot());
}
BENCHMARK(snapshot)->Name("query/snapshot_1M")->Unit(benchmark::kNanosecond);

void mean_of_all(benchmark::State& state) {
    for (auto _ : state) {
        auto const total = stored().snapshot() | ct::select(loss) | ct::over(ct::mean | ct::variance);
        benchmark::DoNotOptimize(total[ct::variance]);
    }
}
BENCHMARK(mean_of_all)->Name("query/variance_of_1M")->Unit(benchmark::kMillisecond);

void tumbling_100(benchmark::State& state) {
    for (auto _ : state) {
        double total = 0;
        for (auto w : stored().snapshot() | ct::tumbling(10s) | ct::select(loss) | ct::over(ct::mean))
            total += w[ct::mean];
        benchmark::DoNotOptimize(total);
    }
}
BENCHMARK(tumbling_100)->Name("query/tumbling_100_of_1M")->Unit(benchmark::kMillisecond);

/// Batches of rows in order of time, as a session's worker hands them over; time per row.
void append_in_order(benchmark::State& state) {
    for (auto _ : state) {
        table fresh;
        fill(fresh);
        benchmark::DoNotOptimize(fresh.size());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}
BENCHMARK(append_in_order)->Name("store/append_1M")->Unit(benchmark::kMillisecond);

/// Each batch begins 100 rows before the end of the one before it.
void append_late(benchmark::State& state) {
    std::vector<ct::row<event_type>> late = training();
    for (std::size_t i = drained; i < rows; i += drained)
        for (std::size_t j = 0; j != 100; ++j) late[i + j].at = late[i - 100 + j].at;
    for (auto _ : state) {
        table fresh;
        for (std::span<ct::row<event_type> const> left(late); !left.empty(); left = left.subspan(drained))
            fresh.append(left.first(drained));
        benchmark::DoNotOptimize(fresh.size());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}
BENCHMARK(append_late)->Name("store/append_1M_late")->Unit(benchmark::kMillisecond);

} // namespace
