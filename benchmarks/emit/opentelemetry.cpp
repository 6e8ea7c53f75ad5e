// SPDX-License-Identifier: MIT
// OpenTelemetry's metrics SDK behind one periodic reader (a minute) and an in-memory exporter, two attributes a call. One
// addition to a counter; one value recorded by a histogram; and both measurements of a row, by two histograms.

#ifdef HAVE_OPENTELEMETRY
#include "../burst.hpp"

#include <chrono>
#include <memory>
#include <opentelemetry/context/context.h>
#include <opentelemetry/exporters/memory/in_memory_metric_data.h>
#include <opentelemetry/exporters/memory/in_memory_metric_exporter_factory.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_options.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>

namespace {

namespace exporter = opentelemetry::exporter::memory;
namespace sdk = opentelemetry::sdk::metrics;

std::unique_ptr<sdk::MeterProvider> provider_with_reader() {
    auto provider = std::make_unique<sdk::MeterProvider>();
    const auto memory = std::make_shared<exporter::CircularBufferInMemoryMetricData>(4);
    sdk::PeriodicExportingMetricReaderOptions every_minute;
    every_minute.export_interval_millis = std::chrono::minutes(1);
    every_minute.export_timeout_millis = std::chrono::seconds(30);
    provider->AddMetricReader(sdk::PeriodicExportingMetricReaderFactory::Create(
        exporter::InMemoryMetricExporterFactory::Create(memory), every_minute));
    return provider;
}

void add(bench::series& bursts) {
    const auto provider = provider_with_reader();
    const auto counter = provider->GetMeter("bench")->CreateDoubleCounter("batches");
    bursts.run(
        [&](std::size_t i) {
            counter->Add(bench::measure(i).loss, {{"arm", "control"}, {"phase", "train"}});
        },
        [] {});
}

void record(bench::series& bursts) {
    const auto provider = provider_with_reader();
    const auto loss = provider->GetMeter("bench")->CreateDoubleHistogram("loss");
    const opentelemetry::context::Context context;
    bursts.run(
        [&](std::size_t i) {
            loss->Record(bench::measure(i).loss, {{"arm", "control"}, {"phase", "train"}}, context);
        },
        [] {});
}

void record_row(bench::series& bursts) {
    const auto provider = provider_with_reader();
    const auto loss = provider->GetMeter("bench")->CreateDoubleHistogram("loss");
    const auto accuracy = provider->GetMeter("bench")->CreateDoubleHistogram("accuracy");
    const opentelemetry::context::Context context;
    bursts.run(
        [&](std::size_t i) {
            const bench::batch row = bench::measure(i);
            loss->Record(row.loss, {{"arm", "control"}, {"phase", "train"}}, context);
            accuracy->Record(row.accuracy, {{"arm", "control"}, {"phase", "train"}}, context);
        },
        [] {});
}

const bool rows[] = {bench::add("emit/opentelemetry_counter", add), bench::add("emit/opentelemetry_histogram", record),
                     bench::add("emit/opentelemetry_histogram_row", record_row)};

} // namespace
#endif
