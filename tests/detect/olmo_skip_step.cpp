// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/olmo_skip_step.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("olmo_skip_step is six standard deviations above the 128 rows before, from the 64th row on") {
    using cell = decltype(ct::olmo_skip_step)::cell;
    check_accumulator<ct::olmo_skip_step>(with(noise(1000), 400, 12));
    CHECK(told<cell>(with(with(noise(1000), 400, 12), 700, -12)) == std::vector<std::size_t>{400});
    CHECK(told<cell>(with(noise(1000), 400, 4.5)).empty());
    CHECK(told<cell>(with(noise(100), 62, 50)).empty());
    CHECK(told<cell>(with(noise(100), 63, 50)) == std::vector<std::size_t>{63});
    CHECK(ct::olmo_skip_step.name.view() == "olmo_skip_step");
}
