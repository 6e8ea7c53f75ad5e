// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/readings.hpp>

#include <crucible/telemetry/detect/cusum.hpp>
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/tdigest.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats};
inline constexpr ct::timer<"latency", std::chrono::milliseconds> latency{};
inline constexpr ct::tag<"model"> model{};
} // namespace m

TEST_CASE("statistics by name, in the order in which they were asked for") {
    ct::accumulator_of<double, decltype(ct::mean | ct::count | ct::max)> loss;
    CHECK(fmt::format("{}", loss) == "mean=NaN count=0 max=NaN");
    for (double const x : {0.5, 0.25, 0.125}) loss(x);
    CHECK(fmt::format("{:.3}", loss) == "mean=0.292 count=3 max=0.5");
    CHECK(fmt::format("{:.3}", ct::named(m::loss, loss)) == "loss: mean=0.292 nat count=3 max=0.5 nat");
}

TEST_CASE("statistics of durations have their unit, in any case") {
    ct::accumulator_of<std::chrono::milliseconds, decltype(ct::count | ct::mean)> latency;
    latency(std::chrono::milliseconds{2});
    latency(std::chrono::milliseconds{3});
    CHECK(fmt::format("{}", latency) == "count=2 mean=2.5ms");
    CHECK(fmt::format("{}", ct::named(m::latency, latency)) == "latency: count=2 mean=2.5ms");
}

TEST_CASE("statistics of texts, and those that are more than a number") {
    ct::accumulator_of<std::string_view, decltype(ct::count | ct::distinct | ct::top<2>)> models;
    models("a");
    models("b");
    models("a");
    CHECK(fmt::format("{:.3}", ct::named(m::model, models)) == "model: count=3 distinct=2 top=[a (2), b (1)]");
    ct::accumulator_of<double, decltype(ct::count | ct::tdigest | ct::quantile<.5, .9>)> sketch;
    sketch(1.0);
    CHECK(fmt::format("{}", sketch) == "count=1 tdigest=(...) p50_p90=[1, 1]");
}

TEST_CASE("detectors by how much they found, and the score of the latest row") {
    ct::accumulator_of<double, decltype(ct::count | ct::cusum<>)> loss;
    CHECK(fmt::format("{}", loss) == "count=0 cusum=0 (score NaN)");
    for (int i = 0; i != 200; ++i) loss(i % 2);
    for (int i = 0; i != 20; ++i) loss(4);
    CHECK(fmt::format("{}", loss) == "count=220 cusum=1 (score 0)");
}

} // namespace
