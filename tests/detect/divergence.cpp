// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/divergence.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("divergence is a detector") {
    check_detector<ct::divergence<>>(shifted(noise(2000), 1000, 5));
}

TEST_CASE("divergence is quiet while a loss falls, and finds it when it turns") {
    auto all = noise(5000, 3, std::normal_distribution<double>(0, 0.05));
    for (std::size_t i = 0; i != all.size(); ++i) all[i] += 2 + 8 * std::pow(static_cast<double>(i) + 50, -0.45);
    CHECK(told<ct::cells::divergence<>>(all).empty());
    for (std::size_t i = 4000; i != all.size(); ++i) all[i] += 0.001 * static_cast<double>(i - 4000);
    auto const found = told<ct::cells::divergence<>>(all);
    REQUIRE(found.size() == 1);
    CHECK(found[0] > 4000);
    CHECK(found[0] < 4250);
}

TEST_CASE("divergence of an accuracy is down") {
    using accuracy = ct::cells::divergence<ct::divergence_rule{.worse = ct::side::down}>;
    CHECK(told<accuracy>(shifted(noise(2000), 1000, 5)).empty());
    CHECK(told<accuracy>(shifted(noise(2000), 1000, -5)).size() == 1);
}
