// SPDX-License-Identifier: MIT
#pragma once
// The laws of cells whose state depends on the rows only, not on their order: merging is exact to the last bit.

#include "laws/cell_laws.hpp"

#include <numeric>

namespace laws {

/// Beyond streams(): zeros of both signs among values, both signs far apart, every magnitude that doubles have, and
/// clusters that a fixed grid cannot tell apart.
inline std::vector<stream> wide_streams() {
    std::vector<stream> all = streams();
    std::normal_distribution<double> normal;
    all.push_back(drawn("with zeros", 4000, [&](auto& random) {
        double const x = normal(random);
        return random() % 3 == 0 ? (random() % 2 == 0 ? 0.0 : -0.0) : x;
    }));
    all.push_back(drawn("magnitudes", 4000, [](auto& random) {
        return std::ldexp(random() % 2 == 0 ? 1.5 : -1.25, static_cast<int>(random() % 2098) - 1074);
    }));
    all.push_back(drawn("positive magnitudes", 4000,
                        [](auto& random) { return std::ldexp(1.75, static_cast<int>(random() % 2098) - 1074); }));
    all.push_back(drawn("clusters", 4000, [&](auto& random) { return random() % 2 == 0 ? 1 : 1e9 + normal(random); }));
    all.push_back(drawn("negative", 4000, [&](auto& random) { return -1e6 + normal(random); }));
    double const most = std::numeric_limits<double>::max();
    all.push_back(drawn("extremes", 2000, [=](auto& random) { return random() % 2 == 0 ? most : -most; }));
    return all;
}

template <class Cell>
void check_exact_stream(std::vector<double> const& values) {
    std::size_t const n = values.size();
    Cell const whole = fed<Cell>(values, 0, n);
    CHECK(merged(whole, Cell{}) == whole);
    CHECK(merged(Cell{}, whole) == whole);
    for (std::size_t const cut : {n / 7, n / 2, n - n / 5}) {
        Cell const a = fed<Cell>(values, 0, cut / 2);
        Cell const b = fed<Cell>(values, cut / 2, cut);
        Cell const c = fed<Cell>(values, cut, n);
        CHECK(merged(merged(a, b), c) == whole);
        CHECK(merged(a, merged(b, c)) == whole);
        CHECK(merged(merged(c, b), a) == whole);
        CHECK(merged(merged(b, c), a) == whole);
    }
    CHECK(fed<Cell>(values, 0, n, 2, 1) == fed<Cell>(values, 0, n, 1, 2));
    CHECK(merged(whole, whole) == fed<Cell>(values, 0, n, 1, 2));
    Cell twice = whole;
    twice += twice;
    CHECK(twice == merged(whole, whole));
    CHECK(fed<Cell>(values, 0, n, 0.75, 4) == fed<Cell>(values, 0, n, 1.5, 2));
    if constexpr (!ct::timed_cell<Cell>) {
        auto shuffled = values;
        std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(5));
        CHECK(fed<Cell>(shuffled, 0, n) == whole);
        std::sort(shuffled.begin(), shuffled.end());
        CHECK(fed<Cell>(shuffled, 0, n) == whole);
        std::reverse(shuffled.begin(), shuffled.end());
        CHECK(fed<Cell>(shuffled, 0, n) == whole);
    }
    if constexpr (ct::batch_cell<Cell>) {
        Cell batch;
        batch(std::span<double const>(values));
        CHECK(batch == whole);
        Cell mixed = fed<Cell>(values, 0, n / 3);
        mixed(std::span<double const>(values).subspan(n / 3));
        CHECK(mixed == whole);
    }
}

/// Merge associative and commutative, whatever the order of rows, batch = one by one, weight 2 = twice: all exactly.
template <ct::cell Cell>
void check_exact_cell() {
    for (stream const& s : wide_streams()) {
        INFO("stream: " << s.name);
        check_exact_stream<Cell>(s.values);
    }
}

} // namespace laws
