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
        fading = i == 0 ? 0 : 0.8 * fading + 0.2 * d;
        squares = i == 0 ? 0 : 0.8 * squares + 0.2 * d * d;
        mean += (d - mean) / n;
        if (i != 0) least = std::min(least, std::abs(all[i] - all[i - 1]));
        double const variance = std::max(squares - fading * fading, least * least);
        double const error = std::sqrt(variance * 0.2 / 1.8 * (1 - std::pow(0.8, 2 * n)));
        if (i > 1) CHECK(std::abs(c.score() - std::abs(fading - mean) / error) <= 1e-9);
    }
}
