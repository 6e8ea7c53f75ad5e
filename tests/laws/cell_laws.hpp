// SPDX-License-Identifier: MIT
#pragma once
// The laws of cells as properties over streams: a cell that passes can be split over threads, windows and files.

#include <crucible/telemetry/serial/bytes.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace laws {

namespace ct = crucible::telemetry;

struct stream {
    std::string name;
    std::vector<double> values;
};

/// Something read from a cell, and how far two readings of the same rows may differ: `tolerance * scale(values)`.
template <class Cell>
struct reading {
    std::string name;
    double (*read)(Cell const&);
    double tolerance = 0;
    double (*scale)(std::span<double const>) = [](std::span<double const>) { return 1.0; };
};

inline double largest(std::span<double const> values) {
    double most = 0;
    for (double const x : values) most = std::max(most, std::abs(x));
    return most;
}

inline double sum_of_magnitudes(std::span<double const> values) {
    double all = 0;
    for (double const x : values) all += std::abs(x);
    return all;
}

/// Sum of squares about the mean over n: the scale of variances.
inline double spread(std::span<double const> values) {
    long double mean = 0;
    long double squares = 0;
    for (double const x : values) mean += static_cast<long double>(x) / static_cast<long double>(values.size());
    for (double const x : values) squares += (x - mean) * (x - mean);
    return values.empty() ? 0 : static_cast<double>(squares / static_cast<long double>(values.size()));
}

/// sum of (x - mean)^k / n over the spread^(k/2), at least 1: the scale of skewness (k = 3) and kurtosis (k = 4).
template <int K>
double standardized(std::span<double const> values) {
    long double mean = 0;
    long double moment = 0;
    for (double const x : values) mean += static_cast<long double>(x) / static_cast<long double>(values.size());
    for (double const x : values) moment += std::pow(x - mean, static_cast<long double>(K));
    long double const unit = std::pow(static_cast<long double>(spread(values)), K / 2.0L);
    return std::max(1.0, static_cast<double>(std::abs(moment) / static_cast<long double>(values.size()) / unit));
}

template <class Draw>
stream drawn(std::string name, std::size_t n, Draw draw) {
    std::mt19937_64 random(20261123);
    stream s{std::move(name), std::vector<double>(n)};
    for (double& x : s.values) x = draw(random);
    return s;
}

/// Easy and hard: few values, many, equal ones, a huge offset, sorted, a trend, an outlier in front.
inline std::vector<stream> streams() {
    std::normal_distribution<double> normal;
    std::lognormal_distribution<double> lognormal;
    std::vector<stream> all{{"empty", {}}, {"single", {0.1}}, {"two", {-3, 4.5}}};
    all.push_back({"equal", std::vector<double>(1000, 0.3)});
    all.push_back(drawn("normal", 5000, normal));
    all.push_back(drawn("lognormal", 3001, lognormal));
    all.push_back(drawn("offset", 5000, [&](auto& random) { return 1e9 + normal(random); }));
    all.push_back(all.back());
    all.back().name = "offset, sorted";
    std::sort(all.back().values.begin(), all.back().values.end());
    all.push_back(drawn("outlier first", 5000, normal));
    all.back().values.front() = 1e9;
    stream trend{"trend", {}};
    for (int i = 0; i != 2000; ++i) trend.values.push_back(0.5 * i);
    all.push_back(trend);
    return all;
}

/// Feeds rows [first, last), a microsecond apart, each with a weight and one after the other.
template <class Cell>
Cell fed(std::span<double const> values, std::size_t from, std::size_t to, double weight = 1, int times = 1) {
    Cell c;
    for (std::size_t i = from; i != to; ++i)
        for (int k = 0; k != times; ++k)
            if constexpr (ct::timed_cell<Cell>) c(values[i], weight, ct::timestamp{std::chrono::microseconds{i + 1}});
            else if (weight == 1) c(values[i]);
            else c(values[i], weight);
    return c;
}

template <class Cell>
Cell merged(Cell a, Cell const& b) {
    a += b;
    return a;
}

template <class Cell>
void check_same(Cell const& a, Cell const& b, std::vector<reading<Cell>> const& readings,
                std::span<double const> values) {
    for (auto const& r : readings) {
        double const x = r.read(a);
        double const y = r.read(b);
        INFO(r.name << " reads " << x << " and " << y << ", apart by " << std::abs(x - y) / r.scale(values));
        CHECK(((std::isnan(x) && std::isnan(y)) || std::abs(x - y) <= r.tolerance * r.scale(values)));
    }
}

template <class Cell>
void check_stream(std::vector<reading<Cell>> const& readings, std::span<double const> values) {
    std::size_t const n = values.size();
    Cell const whole = fed<Cell>(values, 0, n);
    auto const same = [&](Cell const& a, Cell const& b) { check_same(a, b, readings, values); };

    CHECK(merged(whole, Cell{}) == whole);
    CHECK(merged(Cell{}, whole) == whole);
    if constexpr (ct::serial_cell<Cell>) {
        Cell again;
        CHECK(!ct::from_bytes(ct::to_bytes(whole), again));
        CHECK(again == whole);
    }
    for (std::size_t const cut : {n / 7, n / 2, n - n / 5}) {
        Cell const a = fed<Cell>(values, 0, cut / 2);
        Cell const b = fed<Cell>(values, cut / 2, cut);
        Cell const c = fed<Cell>(values, cut, n);
        same(merged(merged(a, b), c), whole);
        same(merged(a, merged(b, c)), whole);
        if constexpr (!ct::ordered_cell<Cell>) same(merged(merged(c, a), b), whole);
    }
    same(fed<Cell>(values, 0, n, 2, 1), fed<Cell>(values, 0, n, 1, 2));
    if constexpr (ct::batch_cell<Cell>) {
        Cell batch;
        batch(values);
        same(batch, whole);
        Cell mixed = fed<Cell>(values, 0, n / 3);
        mixed(values.subspan(n / 3));
        same(mixed, whole);
    }
}

/// Merge associative and, unless the cell says that it merges in order, commutative; the empty cell its identity;
/// batch = one by one; weight 2 = twice; bytes come back.
template <ct::cell Cell>
void check_cell(std::vector<reading<Cell>> const& readings) {
    for (stream const& s : streams()) {
        INFO("stream: " << s.name);
        check_stream<Cell>(readings, s.values);
    }
}

} // namespace laws
