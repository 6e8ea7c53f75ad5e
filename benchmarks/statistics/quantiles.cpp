// SPDX-License-Identifier: MIT
// Quantiles of streams: the default histogram, and P2 of Boost.Accumulators, one probability, which does not merge.

#include "streams.hpp"

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics/p_square_quantile.hpp>
#include <boost/accumulators/statistics/stats.hpp>
#include <crucible/telemetry/cells/kll.hpp>
#include <crucible/telemetry/cells/log_linear.hpp>
#include <crucible/telemetry/cells/tdigest.hpp>

namespace {

namespace ct = crucible::telemetry;
using histogram = ct::cells::log_linear<>;
using kll = ct::cells::kll<>;
using tdigest = ct::cells::tdigest<>;

template <class Cell>
bool add_family(const std::string& name) {
    using bench::all_at_once, bench::one_after_the_other;
    bench::add_quantiles<Cell>(name + "_normal", bench::normal_stream, one_after_the_other);
    bench::add_quantiles<Cell>(name + "_lognormal", bench::lognormal_stream, one_after_the_other);
    bench::add_quantiles<Cell>(name + "_sorted", bench::sorted_stream, one_after_the_other);
    bench::add_quantiles<Cell>(name + "_offset", bench::offset_stream, one_after_the_other);
    return bench::add_quantiles<Cell>(name + "_batch", bench::lognormal_stream, all_at_once);
}

const bool rows[] = {
    add_family<histogram>("accumulate/quantiles"),
    bench::add_quantiles<kll>("accumulate/kll", bench::normal_stream, bench::one_after_the_other),
    add_family<kll>("accumulate/kll"),
    bench::add_quantiles<tdigest>("accumulate/tdigest", bench::normal_stream, bench::one_after_the_other),
    add_family<tdigest>("accumulate/tdigest"),
    bench::add_merge<histogram>("accumulate/merge_quantiles"),
    bench::add_merge<kll>("accumulate/merge_kll"),
    bench::add_merge<tdigest>("accumulate/merge_tdigest"),
};

// What a reader waits for: four quantiles of a filled sketch.
template <class Cell>
void read(benchmark::State& state) {
    Cell cell;
    cell(std::span<const double>(bench::stream_of(std::lognormal_distribution<double>{}, 100'000)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(cell.quantiles(std::array{.5, .9, .95, .99}));
    }
}
BENCHMARK(read<histogram>)->Name("accumulate/read_quantiles");
BENCHMARK(read<kll>)->Name("accumulate/read_kll");
BENCHMARK(read<tdigest>)->Name("accumulate/read_tdigest");

namespace ba = boost::accumulators;
using p_square = ba::accumulator_set<double, ba::stats<ba::tag::p_square_quantile>>;

bool add_p_square(const std::string& name, std::vector<double> (*make_stream)()) {
    return bench::add_stream(name, [=](benchmark::State& state) {
        const std::vector<double> values = make_stream();
        p_square p99(ba::quantile_probability = .99);
        bench::time_stream(state, values, bench::one_after_the_other, p99);
        const double reading = ba::p_square_quantile(p99);
        const auto up_to = std::count_if(values.begin(), values.end(), [=](double x) { return x <= reading; });
        state.counters["rank_error"] = std::abs(static_cast<double>(up_to) / static_cast<double>(values.size()) - .99);
    });
}
const bool peers[] = {
    add_p_square("accumulate/boost_psquare", bench::normal_stream),
    add_p_square("accumulate/boost_psquare_sorted", bench::sorted_stream),
};

} // namespace
