// SPDX-License-Identifier: MIT
// Moments and their neighbours, one value at a time and in batches, for processors of any kind (native/ has the rows
// for the one at hand), and the peers: Boost.Accumulators and GSL's rstat.

#include "values.hpp"

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics.hpp>
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/paired.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>
#include <crucible/telemetry/statistics/shape.hpp>
#ifdef HAVE_GSL
#include <gsl/gsl_rstat.h>
#endif

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

template <class Composition>
using of = ct::accumulator_of<double, Composition>;
using moments2 = of<decltype(ct::count | ct::mean | ct::variance)>;
using moments4 = of<decltype(ct::count | ct::mean | ct::variance | ct::skewness | ct::excess_kurtosis)>;
using moments4_extrema =
    of<decltype(ct::count | ct::mean | ct::variance | ct::skewness | ct::excess_kurtosis | ct::min | ct::max)>;

const bool crucible_rows[] = {
    bench::add_one_by_one<moments2>("accumulate/moments2_scalar"),
    bench::add_one_by_one<moments4>("accumulate/moments4_scalar"),
    bench::add_one_by_one<moments4_extrema>("accumulate/moments4_extrema_scalar"),
    bench::add_one_by_one<of<decltype(ct::sum)>>("accumulate/sum_scalar"),
    bench::add_one_by_one<of<decltype(ct::min | ct::max)>>("accumulate/extrema_scalar"),
    bench::add_one_by_one<of<decltype(ct::ewma<100> | ct::ewma_variance<100>)>>("accumulate/ewma_rows"),
    bench::add_passes("accumulate/moments2_batch_portable", [] { return bench::in_batches<moments2>{}; }),
    bench::add_passes("accumulate/moments4_batch_portable", [] { return bench::in_batches<moments4>{}; }),
    bench::add_passes("accumulate/sum_batch_portable", [] { return bench::in_batches<of<decltype(ct::sum)>>{}; }),
};

// Cells that look at time: rows a microsecond apart.
template <class Cell>
struct timed {
    Cell cell{};
    ct::timestamp at{};

    [[gnu::noinline]] void operator()(std::span<const double> values) {
        for (const double x : values) {
            cell(x, 1, at += 1us);
            benchmark::ClobberMemory();
        }
        benchmark::DoNotOptimize(cell);
    }
};

// Pairs: each value and the one before it.
struct pairs {
    ct::cells::comoments cell{};

    [[gnu::noinline]] void operator()(std::span<const double> values) {
        double before = 0;
        for (const double x : values) {
            cell(before, x);
            before = x;
            benchmark::ClobberMemory();
        }
        benchmark::DoNotOptimize(cell);
    }
};

const bool timed_rows[] = {
    bench::add_passes("accumulate/ewma_time", [] { return timed<ct::cells::decayed_time<1s>>{}; }),
    bench::add_passes("accumulate/recent_rate", [] { return timed<ct::cells::decayed_flow<1s>>{}; }),
    bench::add_passes("accumulate/extrema_at", [] { return timed<ct::cells::peaks>{}; }),
    bench::add_passes("accumulate/covariance", [] { return pairs{}; }),
};

namespace ba = boost::accumulators;
using boost_moments4 = ba::accumulator_set<
    double, ba::stats<ba::tag::mean, ba::tag::variance(ba::immediate), ba::tag::skewness, ba::tag::kurtosis>>;
using boost_moments4_extrema =
    ba::accumulator_set<double, ba::stats<ba::tag::mean, ba::tag::variance(ba::immediate), ba::tag::skewness,
                                          ba::tag::kurtosis, ba::tag::min, ba::tag::max>>;

const bool boost_rows[] = {
    bench::add_one_by_one<boost_moments4>("accumulate/boost_moments4"),
    bench::add_one_by_one<boost_moments4_extrema>("accumulate/boost_moments4_extrema"),
};

#ifdef HAVE_GSL
// Always with extrema and a P2 median.
struct gsl_rstat {
    struct release {
        void operator()(gsl_rstat_workspace* w) const { gsl_rstat_free(w); }
    };
    std::shared_ptr<gsl_rstat_workspace> workspace{gsl_rstat_alloc(), release{}};

    void operator()(double x) { gsl_rstat_add(x, workspace.get()); }
};
const bool gsl_row = bench::add_one_by_one<gsl_rstat>("accumulate/gsl_rstat");
#endif

} // namespace
