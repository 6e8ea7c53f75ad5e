// SPDX-License-Identifier: MIT
// detect/table: what each detector finds by its default rule, in three tables of Markdown.
// * False alarms in 1e5 rows: mean of ten runs of 1e5. `quantised` is in whole standard deviations, `constant` nearly
//   never another value, `trend` 0.01 sd a row, `season` 3 sd in 1000 rows, `steps` has 50 changes of 10 sd.
// * Spikes of one row in N(0, 1): share of 400 that are told at that very row; a thousand rows lie between them.
// * Shifts of N(0, 1) after 3000 rows: share of 200 that are told within 1000 rows, and the median of the rows that it
//   took, the first of the shift included.

#include "detectors.hpp"
#include "streams.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>

namespace {

using bench::stream;

constexpr double sizes[]{1, 3, 5, 8};

template <class Cell>
std::vector<std::size_t> told(Cell& cell, stream const& rows) {
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i != rows.size(); ++i) {
        cell(rows[i]);
        if (cell.take_finding()) at.push_back(i);
    }
    return at;
}

template <class Make>
double alarms(Make make, stream (*draw)(std::size_t, std::uint64_t)) {
    double found = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        auto cell = make();
        found += static_cast<double>(told(*cell, draw(100'000, seed)).size());
    }
    return found / 10;
}

template <class Make>
double spikes_found(Make make, double size) {
    double found = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        stream rows = bench::normal(103'000, seed);
        for (std::size_t i = 3000; i != rows.size(); i += 1000) rows[i] += size;
        auto cell = make();
        for (std::size_t const at : told(*cell, rows)) found += at >= 3000 && at % 1000 == 0;
    }
    return found / 400;
}

struct shifts {
    double found = 0;
    double delay = 0;
};
template <class Make>
shifts shifts_found(Make make, double size) {
    std::vector<double> delays;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        stream rows = bench::normal(4000, seed);
        for (std::size_t i = 3000; i != rows.size(); ++i) rows[i] += size;
        auto cell = make();
        for (std::size_t const at : told(*cell, rows))
            if (at >= 3000) {
                delays.push_back(static_cast<double>(at - 2999));
                break;
            }
    }
    if (delays.empty()) return {};
    std::sort(delays.begin(), delays.end());
    return {static_cast<double>(delays.size()) / 200, delays[delays.size() / 2]};
}

void print(benchmark::State& state) {
    for (auto _ : state) {
        std::printf("\n| false alarms | N(0, 1) | t(4) | lognormal | quantised | constant | trend | season | steps |\n"
                    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        bench::for_each_detector([](char const* name, auto make) {
            std::printf("| `%s` |", name);
            for (auto const draw : {bench::normal, bench::heavy, bench::skewed, bench::quantised, bench::constant,
                                    bench::trending, bench::seasonal, bench::stepwise})
                std::printf(" %.3g |", alarms(make, draw));
            std::printf("\n");
            std::fflush(stdout);
        });
        std::printf("\n| found | spike 1 sd | 3 sd | 5 sd | 8 sd | shift 1 sd | 3 sd | 5 sd | 8 sd |\n"
                    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        bench::for_each_detector([](char const* name, auto make) {
            std::printf("| `%s` |", name);
            for (double const size : sizes) std::printf(" %.2f |", spikes_found(make, size));
            for (double const size : sizes) {
                auto const [found, delay] = shifts_found(make, size);
                if (found == 0) std::printf(" · |");
                else std::printf(" %.2f in %.0f |", found, delay);
            }
            std::printf("\n");
            std::fflush(stdout);
        });
        std::printf("\n");
    }
}
BENCHMARK(print)->Name("detect/table")->Iterations(1)->Unit(benchmark::kSecond);

} // namespace
