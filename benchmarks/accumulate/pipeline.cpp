// SPDX-License-Identifier: MIT
// What a whole pipeline costs a session's worker per row: count, mean, variance, extrema and quantiles of three
// measurements, from a batch of typed rows to statistics that any thread may read; with panes, and by label.

#include "values.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/live/panes.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace m {
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"norm"> norm{};
inline constexpr ct::gauge<"rate"> rate{};
inline constexpr ct::tag<"model"> model{};
} // namespace m
inline constexpr ct::event<"bench.pipeline", m::loss, m::norm, m::rate, m::model> step{};

constexpr auto figures = ct::count | ct::mean | ct::variance | ct::min | ct::max | ct::quantile<.5, .99>;

template <class Watched>
using track_of = ct::detail::track<Watched, true>;

// Settles a batch again and again; the row's time is per row of it.
template <class Watched>
void settle(benchmark::State& state, Watched, std::size_t rows) {
    bench::stay_on(0);
    auto const track = std::make_unique<track_of<Watched>>();
    const std::vector<double> values = bench::normal_values(3 * rows);
    const std::string_view models[]{"small", "medium", "large"};
    std::vector<ct::row<std::remove_const_t<decltype(step)>>> batch;
    for (std::size_t i = 0; i != rows; ++i) {
        batch.push_back({step(m::loss = values[3 * i], m::norm = values[3 * i + 1], m::rate = values[3 * i + 2],
                              m::model = models[i % 3]),
                         ct::timestamp{1'700'000'000s + std::chrono::microseconds(i)}, 0});
    }
    track->take(reinterpret_cast<const std::byte*>(batch.data()), rows);
    ct::detail::finding_queue found;
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(rows))) {
        track->count_settled();
        track->measure_settled(found);
        benchmark::ClobberMemory();
    }
}

template <class Watched>
bool add(const std::string& name, Watched watched, std::size_t rows) {
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { settle(state, watched, rows); });
    return true;
}

constexpr auto three = ct::on(step, m::loss >> figures, m::norm >> figures, m::rate >> figures);
constexpr auto in_panes = ct::on(step, m::loss >> figures >> ct::panes<1s, 1min>, m::norm >> figures >> ct::panes<1s, 1min>,
                                 m::rate >> figures >> ct::panes<1s, 1min>);
constexpr auto by_label = ct::on(step, m::loss.by(m::model) >> figures, m::norm.by(m::model) >> figures,
                                 m::rate.by(m::model) >> figures);

const bool rows[] = {
    add("accumulate/pipeline_rows_of_16384", three, 16384), // what a pass takes at most
    add("accumulate/pipeline_rows_of_1000", three, 1000),
    add("accumulate/pipeline_in_panes", in_panes, 16384),
    add("accumulate/pipeline_by_label", by_label, 16384),
};

} // namespace
