// SPDX-License-Identifier: MIT
// Batches with the vectors of the processor at hand (-march=native): from the second-level cache and from memory, and
// the floor under both, which is reading the values.

#include "../values.hpp"

#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

namespace {

namespace ct = crucible::telemetry;

using moments2 = ct::accumulator_of<double, decltype(ct::count | ct::mean | ct::variance)>;
using moments4 =
    ct::accumulator_of<double, decltype(ct::count | ct::mean | ct::variance | ct::skewness | ct::excess_kurtosis)>;
using everything = ct::accumulator_of<
    double, decltype(ct::count | ct::mean | ct::variance | ct::skewness | ct::excess_kurtosis | ct::min | ct::max)>;

// The sum of the values as they come, in eight chains of vectors.
struct reading {
    [[gnu::noinline]] void operator()(std::span<const double> values) const {
        ct::detail::pack sums[8]{};
        double rest = 0;
        ct::detail::in_packs<8>(
            values, [&](std::size_t chain, const ct::detail::pack& x) { sums[chain] += x; },
            [&](double x) { rest += x; });
        for (std::size_t chain = 0; chain != 8; ++chain) {
            rest += sums[chain][0];
        }
        benchmark::DoNotOptimize(rest);
    }
};

const bool rows[] = {
    bench::add_passes("accumulate/floor_reading", [] { return reading{}; }),
    bench::add_passes("accumulate/moments2_batch", [] { return bench::in_batches<moments2>{}; }),
    bench::add_passes("accumulate/moments4_batch", [] { return bench::in_batches<moments4>{}; }),
    bench::add_passes("accumulate/moments4_extrema_batch", [] { return bench::in_batches<everything>{}; }),
    bench::add_passes(
        "accumulate/floor_reading_memory", [] { return reading{}; }, bench::in_memory),
    bench::add_passes(
        "accumulate/moments4_batch_memory", [] { return bench::in_batches<moments4>{}; }, bench::in_memory),
    bench::add_one_by_one<moments4>("accumulate/moments4_scalar_native"),
};

} // namespace
