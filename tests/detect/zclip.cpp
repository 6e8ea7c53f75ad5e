// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/zclip.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("zclip is a detector") {
    using cell = ct::cells::zclip<>;
    auto const rows = with(noise(1000), 400, 12);
    check_bytes<cell>(rows);
    check_extremes<cell>();
    check_accumulator<ct::zclip<>>(rows);
    for (double const x : {0.0, 0.3, 1e9}) CHECK(told<cell>(values(2000, x)).empty());
}

TEST_CASE("zclip finds what is high, and much else: one row in 160 of noise") {
    auto const found = told<ct::cells::zclip<>>(with(with(noise(20'000), 400, 12), 600, -12));
    CHECK(std::count(found.begin(), found.end(), 400u) == 1);
    CHECK(std::count(found.begin(), found.end(), 600u) == 0);
    CHECK(found.size() > 60);
    CHECK(found.size() < 400);
}
