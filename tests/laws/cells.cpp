// SPDX-License-Identifier: MIT
#include "laws/cell_laws.hpp"

#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

using namespace crucible::telemetry;
using laws::reading;

TEST_CASE("laws of counted") {
    laws::check_cell<cells::counted>({{"count", [](auto const& c) { return c.count(); }}});
}

TEST_CASE("laws of moments") {
    using cell = cells::moments;
    laws::check_cell<cell>({
        {"count", [](cell const& c) { return c.count(); }},
        {"mean", [](cell const& c) { return c.mean(); }, 1e-15, laws::largest},
        {"variance", [](cell const& c) { return c.variance(); }, 1e-13, laws::spread},
        {"population variance", [](cell const& c) { return c.population_variance(); }, 1e-13, laws::spread},
    });
}

TEST_CASE("laws of shape") {
    using cell = cells::shape;
    laws::check_cell<cell>({
        {"count", [](cell const& c) { return c.count(); }},
        {"mean", [](cell const& c) { return c.mean(); }, 1e-15, laws::largest},
        {"variance", [](cell const& c) { return c.variance(); }, 1e-13, laws::spread},
        {"skewness", [](cell const& c) { return c.skewness(); }, 1e-12, laws::standardized<3>},
        {"excess kurtosis", [](cell const& c) { return c.excess_kurtosis(); }, 1e-12, laws::standardized<4>},
    });
}

TEST_CASE("laws of total") {
    laws::check_cell<cells::total>({{"sum", [](auto const& c) { return c.sum(); }, 1e-15, laws::sum_of_magnitudes}});
}

TEST_CASE("laws of extrema") {
    using cell = cells::extrema;
    laws::check_cell<cell>(
        {{"min", [](cell const& c) { return c.min(); }}, {"max", [](cell const& c) { return c.max(); }}});
}

TEST_CASE("laws of elapsed") {
    using cell = cells::elapsed;
    laws::check_cell<cell>(
        {{"count", [](cell const& c) { return c.count(); }}, {"seconds", [](cell const& c) { return c.seconds(); }}});
}

TEST_CASE("laws of edges") {
    using cell = cells::edges;
    laws::check_cell<cell>({{"first", [](cell const& c) { return c.first(); }},
                            {"last", [](cell const& c) { return c.last(); }},
                            {"seconds", [](cell const& c) { return c.seconds(); }}});
}

TEST_CASE("laws of flow") {
    using cell = cells::flow;
    laws::check_cell<cell>({{"sum", [](cell const& c) { return c.sum(); }, 1e-15, laws::sum_of_magnitudes},
                            {"first", [](cell const& c) { return c.first(); }},
                            {"last", [](cell const& c) { return c.last(); }}});
}

TEST_CASE("laws of successes") {
    using cell = cells::successes;
    std::vector<reading<cell>> const readings{{"rate", [](cell const& c) { return c.rate(); }}};
    std::vector<double> flags;
    for (int i = 0; i != 1000; ++i) flags.push_back(i % 3 == 0 ? 1 : 0);
    laws::check_stream<cell>(readings, {});
    laws::check_stream<cell>(readings, flags);
}

TEST_CASE("laws of aside") {
    laws::check_cell<cells::aside>({{"nonfinite", [](auto const& c) { return c.nonfinite(); }}});
}

TEST_CASE("laws of exact_sample") {
    using cell = cells::exact_sample;
    laws::check_cell<cell>({
        {"lowest", [](cell const& c) { return c.quantiles(std::array{0.0})[0]; }},
        {"median", [](cell const& c) { return c.quantiles(std::array{.5})[0]; }, 1e-15, laws::largest},
        {"p99", [](cell const& c) { return c.quantiles(std::array{.99})[0]; }, 1e-15, laws::largest},
        {"greatest", [](cell const& c) { return c.quantiles(std::array{1.0})[0]; }},
    });
}
