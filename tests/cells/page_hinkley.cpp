// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/page_hinkley.hpp>

#include "detect/detectors.hpp"
#include "detect/python_random.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {
/// River's, with its defaults.
using published = ct::cells::page_hinkley<ct::page_hinkley_rule{
    .threshold = 50, .slack = 0.005, .in_sd = false, .warm_up = 30, .side = ct::side::up}>;
} // namespace

TEST_CASE("the test of Page and Hinkley finds what river's does") {
    numpy_random numpy(12345);
    auto const first = numpy.whole(2, 1000);
    CHECK(told<published>(joined(first, numpy.whole(8, 1000))) == std::vector<std::size_t>{1020, 1991});
    python_random python(12345);
    auto const before = python.choices(0, 2, 1000);
    CHECK(told<published>(joined(before, python.choices(4, 4, 1000))) == std::vector<std::size_t>{1006});
}

TEST_CASE("the sums are of deviations from the mean of all rows so far, in their standard deviations") {
    constexpr ct::page_hinkley_rule rule{.threshold = 1e6, .slack = 0.1, .keep = 0.99};
    ct::cells::page_hinkley<rule> c;
    auto const all = noise(500, 4, std::normal_distribution<double>(100, 3));
    double above = 0, below = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        double const n = static_cast<double>(i + 1);
        sum += all[i], squares += all[i] * all[i];
        double const mean = sum / n, sd = std::sqrt(squares / n - mean * mean);
        if (i == 0) continue;
        double least = std::numeric_limits<double>::max();
        for (std::size_t k = 1; k <= i; ++k) least = std::min(least, std::abs(all[k] - all[k - 1]));
        double const scale = std::max(sd, least);
        above = std::max(0.0, 0.99 * above + all[i] - mean - 0.1 * scale);
        below = std::max(0.0, 0.99 * below - all[i] + mean - 0.1 * scale);
        CHECK(std::abs(c.score() - std::max(above, below) / scale) <= 1e-6);
    }
}
