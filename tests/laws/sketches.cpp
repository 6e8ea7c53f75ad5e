// SPDX-License-Identifier: MIT
// The laws of the cells that answer from less than all rows: exact where the state is a function of the rows, within the
// error that each states where it is not.
#include "laws/exact_laws.hpp"

#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/exact_quantile.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/kll.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/random_sample.hpp>
#include <crucible/telemetry/statistics/ridgelines.hpp>
#include <crucible/telemetry/statistics/basic.hpp>
#include <crucible/telemetry/statistics/tdigest.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <map>

using namespace crucible::telemetry;
using laws::fed;
using laws::merged;

namespace {

constexpr auto probabilities = std::array{0.0, .001, .01, .1, .25, .5, .75, .9, .99, .999, 1.0};

/// How far the share of rows up to a reading is from the probability asked for, at the worst. One row more or less is no
/// error: it is between rows that quantiles lie.
double rank_error(std::vector<double> sorted, auto const& readings) {
    std::sort(sorted.begin(), sorted.end());
    auto const n = static_cast<double>(sorted.size());
    double worst = 0;
    for (std::size_t i = 0; i != readings.size(); ++i) {
        auto const below = std::lower_bound(sorted.begin(), sorted.end(), readings[i]) - sorted.begin();
        auto const up_to = std::upper_bound(sorted.begin(), sorted.end(), readings[i]) - sorted.begin();
        double const p = probabilities[i];
        double const apart = std::max(static_cast<double>(below) / n - p, p - static_cast<double>(up_to) / n);
        worst = std::max(worst, apart - 1 / n);
    }
    return worst;
}

/// Whole, merged in several ways, in a batch, and weighted: always within the bound, and never a row lost.
template <class Cell>
void check_ranks(std::vector<double> const& values, auto bound, double lost) {
    std::size_t const n = values.size();
    if (n == 0) return;
    auto const check = [&](Cell const& c, double times) {
        auto const q = c.quantiles(probabilities);
        CHECK(rank_error(values, q) <= bound(c));
        CHECK(std::abs(c.rows() - times * static_cast<double>(n)) <= lost * times * static_cast<double>(n));
        CHECK(std::is_sorted(q.begin(), q.end()));
    };
    Cell const whole = fed<Cell>(values, 0, n);
    check(whole, 1);
    CHECK(merged(whole, Cell{}) == whole);
    CHECK(merged(Cell{}, whole) == whole);
    Cell const a = fed<Cell>(values, 0, n / 7);
    Cell const b = fed<Cell>(values, n / 7, n / 2);
    Cell const c = fed<Cell>(values, n / 2, n);
    check(merged(merged(a, b), c), 1);
    check(merged(a, merged(b, c)), 1);
    check(merged(c, merged(b, a)), 1);
    check(merged(whole, whole), 2);
    check(fed<Cell>(values, 0, n, 2, 1), 2);
    if (n > 100) check(fed<Cell>(values, 0, n, 2.5, 1), 2.5); // halves may be rounded by chance
    check(fed<Cell>(values, 0, n, 1000, 1), 1000);
    Cell batch;
    batch(std::span<double const>(values));
    CHECK(batch == whole);
}

} // namespace

TEST_CASE("laws of log_linear: exact in any order") {
    laws::check_exact_cell<cells::log_linear<>>();
    laws::check_exact_cell<cells::log_linear<64, 1>>();
}

TEST_CASE("laws of buckets: exact in any order") {
    laws::check_exact_cell<cells::buckets<fixed_bounds<-1, 0, .5, 1, 1e9>>>();
}

TEST_CASE("laws of exponential_buckets: exact in any order") {
    laws::check_exact_cell<cells::exponential_buckets<>>();
    laws::check_exact_cell<cells::exponential_buckets<16>>();
}

TEST_CASE("laws of ridges: exact in any order") {
    laws::check_exact_cell<cells::ridges<>>();
    laws::check_exact_cell<cells::ridges<4, 8, 0>>();
}

TEST_CASE("laws of hyperloglog: exact in any order, however often a value comes") {
    laws::check_exact_cell<cells::hyperloglog<>>();
    laws::check_exact_cell<cells::hyperloglog<7>>();
    for (auto const& s : laws::wide_streams()) {
        auto const whole = fed<cells::hyperloglog<>>(s.values, 0, s.values.size());
        CHECK(merged(whole, whole) == whole);
    }
}

TEST_CASE("log_linear answers exactly up to 1024 rows, within its buckets beyond") {
    for (auto const& s : laws::wide_streams()) {
        INFO(s.name);
        auto const& v = s.values;
        if (v.empty()) continue;
        std::vector<double> sorted = v;
        std::sort(sorted.begin(), sorted.end());
        auto const c = fed<cells::log_linear<>>(v, 0, v.size());
        auto const exact = fed<cells::exact_sample>(v, 0, v.size()).quantiles(probabilities);
        auto const read = c.quantiles(probabilities);
        bool const one_sign = sorted.front() > 0 || sorted.back() < 0;
        double const largest = laws::largest(v);
        double const zone = one_sign ? std::ldexp(largest, -63) : std::ldexp(largest, -30);
        for (std::size_t i = 0; i != read.size(); ++i) {
            INFO(probabilities[i] << ": " << read[i] << " for " << exact[i]);
            if (v.size() <= 1024) CHECK(read[i] == exact[i]);
            else {
                // between two rows far apart, either row or a value between is right
                double const position = static_cast<double>(v.size() - 1) * probabilities[i];
                double const low = sorted[static_cast<std::size_t>(position)];
                double const high = sorted[static_cast<std::size_t>(std::ceil(position))];
                CHECK(read[i] >= low - std::abs(low) / 16 - zone);
                CHECK(read[i] <= high + std::abs(high) / 16 + zone);
            }
        }
        CHECK(read.front() == sorted.front());
        CHECK(read.back() == sorted.back());
    }
}

TEST_CASE("ranks of log_linear: 3e-3 where values are spread, sorted or not, near zero or far from it") {
    for (auto const& s : laws::wide_streams()) {
        // only their order of magnitude is known, or they are few values in wide buckets
        if (s.name == "magnitudes" || s.name == "positive magnitudes" || s.name == "clusters") continue;
        if (s.name == "extremes") continue;
        INFO(s.name);
        check_ranks<cells::log_linear<>>(
            s.values, [](auto const&) { return 3e-3; }, 0);
    }
}

TEST_CASE("ranks of kll: within what it says, whatever the values") {
    for (auto const& s : laws::wide_streams()) {
        INFO(s.name);
        check_ranks<cells::kll<>>(
            s.values, [](auto const& c) { return c.rank_error(.999999) + 1e-12; }, .02);
    }
}

TEST_CASE("ranks of tdigest") {
    for (auto const& s : laws::wide_streams()) {
        if (s.name == "magnitudes" || s.name == "positive magnitudes" || s.name == "clusters")
            continue; // no bound holds
        INFO(s.name);
        check_ranks<cells::tdigest<>>(
            s.values, [](auto const&) { return .012; }, 1e-12);
    }
}

TEST_CASE("space_saving is exact while every value has a counter, in any order") {
    using cell = cells::space_saving<>;
    std::vector<double> values;
    for (int i = 0; i != 3000; ++i) values.push_back((i * i) % 61);
    auto const top_of = [](cell const& c) {
        std::array<frequent, 64> found{};
        CHECK(c.top(found) == c.top(found));
        CHECK(c.least() == 0);
        return found;
    };
    std::map<double, double> truth;
    for (double const x : values) ++truth[x];
    cell const whole = fed<cell>(values, 0, 3000);
    auto const found = top_of(whole);
    for (std::size_t i = 0; i != truth.size(); ++i) {
        CHECK(found[i].rows == truth[found[i].number]);
        CHECK(found[i].over == 0);
    }
    cell const a = fed<cell>(values, 0, 700), b = fed<cell>(values, 700, 3000);
    CHECK(top_of(merged(a, b)) == found);
    CHECK(top_of(merged(b, a)) == found);
    CHECK(merged(whole, cell{}) == whole);
    CHECK(merged(cell{}, whole) == whole);
    CHECK(top_of(fed<cell>(values, 0, 3000, 2, 1)) == top_of(fed<cell>(values, 0, 3000, 1, 2)));
}

TEST_CASE("bounds of space_saving hold for every value, merged in any way") {
    using cell = cells::space_saving<16>;
    std::mt19937_64 random(3);
    for (double const skew : {1.0, 1.5, 2.0, 4.0}) {
        std::vector<double> values(20000);
        std::map<double, double> truth;
        for (double& x : values) {
            double const u = (static_cast<double>(random() >> 11) + 1) * 0x1p-53;
            ++truth[x = std::floor(std::min(1e6, std::pow(u, -1 / skew)))];
        }
        cell const a = fed<cell>(values, 0, 5000), b = fed<cell>(values, 5000, 9000),
                   c = fed<cell>(values, 9000, 20000);
        for (cell const& all : {fed<cell>(values, 0, 20000), merged(merged(a, b), c), merged(c, merged(a, b))}) {
            std::array<frequent, 16> found;
            std::size_t const n = all.top(found);
            std::map<double, bool> listed;
            for (std::size_t i = 0; i != n; ++i) {
                listed[found[i].number] = true;
                CHECK(found[i].rows >= truth[found[i].number]);
                CHECK(found[i].rows - found[i].over <= truth[found[i].number]);
            }
            for (auto const& [value, rows] : truth)
                if (!listed[value]) CHECK(rows <= all.least());
            CHECK(all.least() <= 20000.0 / 16 * 3); // three parts
        }
    }
}

TEST_CASE("reservoir: all rows while they fit, batch = one by one, the empty one the identity") {
    using cell = cells::reservoir<64>;
    for (auto const& s : laws::wide_streams()) {
        INFO(s.name);
        std::size_t const n = s.values.size();
        cell const whole = fed<cell>(s.values, 0, n);
        CHECK(whole.size() == std::min<std::size_t>(n, 64));
        CHECK(merged(whole, cell{}) == whole);
        CHECK(merged(cell{}, whole) == whole);
        cell batch;
        batch(std::span<double const>(s.values));
        CHECK(batch == whole);
        cell const a = fed<cell>(s.values, 0, n / 3), b = fed<cell>(s.values, n / 3, n / 2),
                   c = fed<cell>(s.values, n / 2, n);
        CHECK(merged(merged(a, b), c).values() == merged(a, merged(b, c)).values());
        CHECK(merged(a, b).values() == merged(b, a).values());
        for (double const x : merged(merged(a, b), c).values())
            CHECK((n < 64 || std::find(s.values.begin(), s.values.end(), x) != s.values.end()));
    }
}

TEST_CASE("sketches: values that are no numbers are counted apart and change nothing else") {
    constexpr auto asked = quantiles | kll_quantile<.5> | tdigest_quantile<.5> | distinct | top<5> | random_sample<8> |
                           histogram<0, 1> | exponential_histogram | ridgelines | nonfinite;
    constexpr double inf = std::numeric_limits<double>::infinity();
    accumulator_of<double, decltype(asked)> clean, spoilt, batch;
    std::vector<double> values;
    for (int i = 0; i != 3000; ++i) {
        double const x = (i * 37) % 211 - 100;
        clean(x), spoilt(x);
        values.push_back(x);
        if (i % 10 == 0) {
            double const bad = i % 20 == 0 ? std::numeric_limits<double>::quiet_NaN() : i % 30 == 0 ? inf : -inf;
            spoilt(bad);
            values.push_back(bad);
        }
        if (i % 100 == 0) spoilt(x, -1.0), spoilt(x, inf);
    }
    batch(std::span<double const>(values));
    CHECK(spoilt[nonfinite] == 360);
    CHECK(batch[nonfinite] == 300);
    for (auto const& a : {spoilt, batch}) {
        CHECK(a[quantiles] == clean[quantiles]);
        CHECK(a[kll_quantile<.5>] == clean[kll_quantile<.5>]);
        CHECK(a[tdigest_quantile<.5>] == clean[tdigest_quantile<.5>]);
        CHECK(a[distinct] == 211);
        CHECK(a[top<5>] == clean[top<5>]);
        CHECK(a[random_sample<8>] == clean[random_sample<8>]);
        CHECK(a[histogram<0, 1>] == clean[histogram<0, 1>]);
        CHECK(a[exponential_histogram] == clean[exponential_histogram]);
        CHECK(a[ridgelines] == clean[ridgelines]);
    }
}
