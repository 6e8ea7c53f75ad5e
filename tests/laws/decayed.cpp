// SPDX-License-Identifier: MIT
#include "laws/cell_laws.hpp"

#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>

using namespace crucible::telemetry;
using namespace std::chrono_literals;
using laws::reading;

namespace {

/// Decayed readings look at fewer rows than the spread of all: their scale is the range of the values.
double range(std::span<double const> values) { return laws::largest(values); }
double rows(std::span<double const> values) { return 1.0 + static_cast<double>(values.size()); }
double square_of_range(std::span<double const> values) { return laws::largest(values) * laws::largest(values); }

template <class Cell>
void check_decayed(double of_mean, double of_variance) {
    laws::check_cell<Cell>({
        {"count", [](Cell const& c) { return c.count(); }},
        {"weight", [](Cell const& c) { return c.weight(); }, 1e-12, rows},
        {"mean", [](Cell const& c) { return c.mean(); }, of_mean, range},
        {"variance", [](Cell const& c) { return c.variance(); }, of_variance, square_of_range},
    });
}

} // namespace

TEST_CASE("laws of decayed_rows: merged in order") {
    check_decayed<cells::decayed_rows<0.5>>(1e-14, 1e-14);
    check_decayed<cells::decayed_rows<1>>(1e-14, 1e-14);
    check_decayed<cells::decayed_rows<20>>(1e-14, 1e-14);
    check_decayed<cells::decayed_rows<1000>>(1e-14, 1e-14);
}

TEST_CASE("laws of decayed_time: rows are a microsecond apart") {
    check_decayed<cells::decayed_time<1us>>(1e-14, 1e-14);
    check_decayed<cells::decayed_time<100us>>(1e-14, 1e-14);
    check_decayed<cells::decayed_time<1h>>(1e-14, 1e-14);
}

TEST_CASE("laws of decayed_flow") {
    using cell = cells::decayed_flow<100us>;
    laws::check_cell<cell>({
        {"rows", [](cell const& c) { return c.rows_per_second(); }, 1e-12, [](auto) { return 1e6; }},
        {"amount", [](cell const& c) { return c.amount_per_second(); }, 1e-12,
         [](auto values) { return 1e6 * laws::largest(values); }},
    });
}

TEST_CASE("laws of peaks") {
    using cell = cells::peaks;
    laws::check_cell<cell>({
        {"min", [](cell const& c) { return c.min(); }},
        {"max", [](cell const& c) { return c.max(); }},
        {"min at", [](cell const& c) { return static_cast<double>(c.min_at().time_since_epoch().count()); }},
        {"max at", [](cell const& c) { return static_cast<double>(c.max_at().time_since_epoch().count()); }},
    });
}
