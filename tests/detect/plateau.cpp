// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/plateau.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {
/// Falls to a level, where only noise is left.
values falling_to_a_level() {
    auto all = noise(12'000, 3, std::normal_distribution<double>(2, 0.05));
    for (std::size_t i = 0; i != all.size(); ++i) all[i] += 8 * std::exp(-static_cast<double>(i) / 500);
    return all;
}
} // namespace

TEST_CASE("plateau is a detector") {
    check_common<ct::plateau<>>(falling_to_a_level());
}

TEST_CASE("plateau finds the end of a loss that falls to a level") {
    auto const found = told<ct::cells::plateau<>>(falling_to_a_level());
    REQUIRE(!found.empty());
    CHECK(found[0] > 3000);
    CHECK(found[0] < 9000);
}

TEST_CASE("plateau is quiet while a loss falls as losses do") {
    auto all = noise(8000, 3, std::normal_distribution<double>(0, 0.02));
    for (std::size_t i = 0; i != all.size(); ++i) all[i] += 8 * std::pow(static_cast<double>(i) + 50, -0.3);
    CHECK(told<ct::cells::plateau<>>(all).empty());
}
