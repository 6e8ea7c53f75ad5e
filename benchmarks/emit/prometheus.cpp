// SPDX-License-Identifier: MIT
// prometheus-cpp at its best: handles bound to their labels once. One increment of a counter; one observation of a
// histogram with 10 bounds; and both measurements of a row, for which it takes two histograms.

#ifdef HAVE_PROMETHEUS
#include "../burst.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace {

const prometheus::Labels labels{{"arm", "control"}, {"phase", "train"}};

void increment(bench::series& bursts) {
    prometheus::Registry registry;
    auto& counter = prometheus::BuildCounter().Name("batches").Register(registry).Add(labels);
    bursts.run([&](std::size_t i) { counter.Increment(bench::measure(i).loss); }, [] {});
}

prometheus::Histogram& histogram(prometheus::Registry& registry, const char* name) {
    const prometheus::Histogram::BucketBoundaries bounds{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
    return prometheus::BuildHistogram().Name(name).Register(registry).Add(labels, bounds);
}

void observe(bench::series& bursts) {
    prometheus::Registry registry;
    auto& loss = histogram(registry, "loss");
    bursts.run([&](std::size_t i) { loss.Observe(bench::measure(i).loss); }, [] {});
}

void observe_row(bench::series& bursts) {
    prometheus::Registry registry;
    auto& loss = histogram(registry, "loss");
    auto& accuracy = histogram(registry, "accuracy");
    bursts.run(
        [&](std::size_t i) {
            const bench::batch row = bench::measure(i);
            loss.Observe(row.loss);
            accuracy.Observe(row.accuracy);
        },
        [] {});
}

const bool rows[] = {bench::add("emit/prometheus_counter", increment), bench::add("emit/prometheus_histogram", observe),
                     bench::add("emit/prometheus_histogram_row", observe_row)};

} // namespace
#endif
