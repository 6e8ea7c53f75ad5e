// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/cusum.hpp>

#include "detect/detectors.hpp"
#include "detect/python_random.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("cumulative sums find what river's do") {
    python_random random(12345);
    auto const stable = random.gauss(0, 200);
    using sums = ct::cells::cusum<ct::cusum_rule{.threshold = 5, .slack = 0.5, .warm_up = 30}>;
    CHECK(told<sums>(joined(stable, random.gauss(3, 200))) == std::vector<std::size_t>{201, 251});
}

TEST_CASE("the sums are those of Page's scheme, in standard deviations of the first rows") {
    constexpr ct::cusum_rule rule{.threshold = 1e6, .slack = 0.25, .warm_up = 50};
    ct::cells::cusum<rule> c;
    auto const all = noise(400);
    double mean = 0, squares = 0, above = 0, below = 0;
    for (std::size_t i = 0; i != 50; ++i) mean += all[i] / 50;
    for (std::size_t i = 0; i != 50; ++i) squares += (all[i] - mean) * (all[i] - mean);
    double const sd = std::sqrt(squares / 49);
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        if (i < 49) {
            CHECK(std::isnan(c.score()));
            continue;
        }
        above = std::max(0.0, above + (all[i] - mean) / sd - 0.25);
        below = std::max(0.0, below - (all[i] - mean) / sd - 0.25);
        CHECK(std::abs(c.score() - std::max(above, below)) <= 1e-9);
    }
}

TEST_CASE("of one side only that one has an end of what is expected") {
    ct::cells::cusum<ct::cusum_rule{.side = ct::side::up}> up;
    ct::cells::cusum<ct::cusum_rule{.side = ct::side::down}> down;
    for (double const x : shifted(noise(300), 250, 5)) up(x), down(-x);
    auto const above = up.take_finding(), below = down.take_finding();
    REQUIRE((above && below));
    CHECK((above->expected_to && !above->expected_from));
    CHECK((below->expected_from && !below->expected_to));
}
