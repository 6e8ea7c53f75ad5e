// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/ewma_chart.hpp>

#include "detect/detectors.hpp"
#include "detect/python_random.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("a chart of a fading mean finds what river's does") {
    python_random random(12345);
    auto const stable = random.gauss(0, 1000);
    CHECK(told<ct::cells::ewma_chart<>>(joined(stable, random.gauss(3, 1000))) == std::vector<std::size_t>{1010});
}

TEST_CASE("the score is the distance of two means in standard errors") {
    ct::cells::ewma_chart<ct::ewma_chart_rule{.threshold = 1e6, .weight = 0.2}> c;
    auto const all = noise(300, 2, std::normal_distribution<double>(7, 2));
    double fading = 0, squares = 0, mean = 0, least = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        double const d = all[i] - all[0], n = static_cast<double>(i + 1);
        fading = 0.8 * fading + 0.2 * d;
        squares = 0.8 * squares + 0.2 * d * d;
        double const weights = 1 - std::pow(0.8, n), z = fading / weights;
        mean += (d - mean) / n;
        if (i != 0) least = std::min(least, std::abs(all[i] - all[i - 1]));
        double const variance = std::max(squares / weights - z * z, least * least);
        double const error = std::sqrt(variance * 0.2 / 1.8 * (1 - std::pow(0.8, 2 * n))) / weights;
        if (i > 1) CHECK(std::abs(c.score() - std::abs(z - mean) / error) <= 1e-9);
    }
}

namespace {

template <ct::ewma_chart_rule Rule>
std::size_t found_in_noise(std::size_t rows) {
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed != 51; ++seed)
        found += told<ct::cells::ewma_chart<Rule>>(noise(rows, seed)).size();
    return found;
}

} // namespace

TEST_CASE("a chart of a small weight is quiet from its first row on") {
    CHECK(found_in_noise<ct::ewma_chart_rule{.weight = 0.02}>(60) == 0);
    CHECK(found_in_noise<ct::ewma_chart_rule{.weight = 0.005}>(60) == 0);
    CHECK(found_in_noise<ct::ewma_chart_rule{.weight = 0.001}>(5000) <= 1);
    CHECK(found_in_noise<ct::ewma_chart_rule{.weight = 1e-6}>(1000) == 0);
}

TEST_CASE("a chart of the least weight has a score, and one of less is no rule") {
    ct::cells::ewma_chart<ct::ewma_chart_rule{.weight = 1e-6}> c;
    for (double const x : noise(1000)) c(x);
    CHECK(c.score() >= 0);
    CHECK_FALSE(ct::ewma_chart_rule{.weight = 1e-17}.sensible());
}

TEST_CASE("a chart of a small weight finds a small shift") {
    using slow = ct::cells::ewma_chart<ct::ewma_chart_rule{.weight = 0.01}>;
    auto const found = told<slow>(shifted(noise(8000), 5000, 0.5));
    REQUIRE_FALSE(found.empty());
    CHECK(found[0] > 5000);
    CHECK(found[0] < 5400);
}
