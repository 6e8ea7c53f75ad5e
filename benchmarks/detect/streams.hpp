// SPDX-License-Identifier: MIT
#pragma once
// Series with something in them and with nothing, for detectors.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <numbers>
#include <random>
#include <vector>

namespace bench {

using stream = std::vector<double>;

inline double thread_seconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Law>
stream drawn(std::size_t n, std::uint64_t seed, Law law) {
    std::mt19937_64 random(seed);
    stream rows(n);
    for (double& x : rows) x = law(random);
    return rows;
}
inline stream normal(std::size_t n, std::uint64_t seed) { return drawn(n, seed, std::normal_distribution<double>{}); }
inline stream heavy(std::size_t n, std::uint64_t seed) {
    return drawn(n, seed, std::student_t_distribution<double>(4));
}
inline stream skewed(std::size_t n, std::uint64_t seed) {
    return drawn(n, seed, std::lognormal_distribution<double>{});
}

// Whole standard deviations.
inline stream quantised(std::size_t n, std::uint64_t seed) {
    stream rows = normal(n, seed);
    for (double& x : rows) x = std::round(x);
    return rows;
}
// The same value but for its last bit, and one time in a thousand the next of two decimals.
inline stream constant(std::size_t n, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    stream rows(n);
    for (double& x : rows) {
        auto const draw = random() % 1000;
        x = draw == 0 ? 0.31 : draw % 2 == 0 ? 0.3 : std::nextafter(0.3, 1);
    }
    return rows;
}
// A hundredth of a standard deviation each row.
inline stream trending(std::size_t n, std::uint64_t seed) {
    stream rows = normal(n, seed);
    for (std::size_t i = 0; i != n; ++i) rows[i] += 0.01 * static_cast<double>(i);
    return rows;
}
// Three standard deviations up and down in a thousand rows.
inline stream seasonal(std::size_t n, std::uint64_t seed) {
    stream rows = normal(n, seed);
    for (std::size_t i = 0; i != n; ++i)
        rows[i] += 3 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 1000);
    return rows;
}
// Ten standard deviations up every two thousand rows: fifty changes in 1e5.
inline stream stepwise(std::size_t n, std::uint64_t seed) {
    stream rows = normal(n, seed);
    for (std::size_t i = 0; i != n; ++i) rows[i] += 10 * static_cast<double>(i / 2000);
    return rows;
}

} // namespace bench
