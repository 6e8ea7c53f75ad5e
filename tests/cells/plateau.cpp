// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/plateau.hpp>

#include "detect/detectors.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("a plateau begins after the last improvement, and is told once") {
    ct::cells::plateau<ct::plateau_rule{.patience = 10, .gain = 0.01, .weight = 1}> c;
    std::vector<int> told;
    auto const feed = [&](int i, double x) {
        c(x);
        if (c.take_finding()) told.push_back(i);
    };
    for (int i = 0; i != 50; ++i) feed(i, 100 - 2.0 * std::min(i, 20)); // the last improvement at 20
    CHECK(told == std::vector{31});
    CHECK(c.score() == 29);
    CHECK(c.best() == 60);
    feed(50, 59.5); // less than a hundredth
    CHECK(c.score() == 30);
    feed(51, 59);
    CHECK(c.score() == 0);
    for (int i = 52; i != 80; ++i) feed(i, 59);
    CHECK(told == std::vector{31, 62});
}

TEST_CASE("a plateau of what should go up, and of what is below zero") {
    ct::cells::plateau<ct::plateau_rule{.patience = 10, .gain = 0.01, .weight = 1, .better = ct::side::up}> up, down;
    for (int i = 0; i != 30; ++i) up(-100 + 2 * i), down(-100 - 2 * i);
    CHECK(up.found() == 0);
    CHECK(down.found() == 1);
    CHECK(up.best() == -42);
}

TEST_CASE("a fading mean that goes to 0 gets there: what is next to it is slow") {
    ct::cells::plateau<> c;
    for (int row = 0; row != 50'000; ++row) c(row < 100 ? 1 : 0);
    CHECK(c.best() == 0);
}
