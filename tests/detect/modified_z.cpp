// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/modified_z.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("modified_z is a detector") {
    check_detector<ct::modified_z<>>(with(with(noise(1000), 400, 12), 900, -12));
}

TEST_CASE("modified_z finds what follows a spike, where a z-score is blind") {
    auto const stream = with(with(noise(1000), 400, 1000), 410, 15);
    CHECK(told<ct::cells::modified_z<>>(stream) == std::vector<std::size_t>{400, 410});
}

TEST_CASE("modified_z is quiet on numbers printed with two decimals whose MAD is 0") {
    values norms(3000, 0.3);
    auto const random = noise(3000);
    for (std::size_t i = 0; i != norms.size(); ++i) norms[i] += random[i] > 1 ? 0.01 : random[i] < -1 ? -0.01 : 0;
    CHECK(told<ct::cells::modified_z<>>(norms).empty());
    norms[2000] = 0.5;
    CHECK(told<ct::cells::modified_z<>>(norms) == std::vector<std::size_t>{2000});
}
