// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/iqr_fence.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("iqr_fence is a detector") {
    check_detector<ct::iqr_fence<>>(with(with(noise(1000), 400, 12), 900, -12));
}

TEST_CASE("iqr_fence finds both sides, and says where the fences were") {
    ct::cells::iqr_fence<> c;
    for (double const x : with(noise(401), 400, 12)) c(x);
    auto const f = c.take_finding().value();
    CHECK(*f.expected_from < -3);
    CHECK(*f.expected_to > 3);
    CHECK(*f.expected_to < 6);
    auto const stream = with(with(noise(1000), 400, 12), 900, -12);
    CHECK(told<ct::cells::iqr_fence<>>(stream) == std::vector<std::size_t>{400, 900});
}
