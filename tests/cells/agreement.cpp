// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/agreement.hpp>
#include <crucible/telemetry/cells/non_finite.hpp>

#include "detect/above.hpp"
#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("within so many rows: the last of those that agree finds it") {
    ct::cells::agreement<ct::agreement_rule{.least = 2, .within = 3}, above<10>, ct::cells::non_finite<>> both;
    std::vector<std::size_t> told_at;
    values const stream{0, 15, 0, 0, 0, 15, 0, 0, 0};
    for (std::size_t i = 0; i != stream.size(); ++i) {
        if (i == 4 || i == 7) both.put_aside(1); // a latch: told once
        else both(stream[i]);
        if (both.take_finding()) told_at.push_back(i);
    }
    CHECK(told_at == std::vector<std::size_t>{5}); // at 1 and 4 too far from each other; at 4 and 5 near enough
    CHECK(both.rows() == 9);
    CHECK(both.found() == 1);
}

TEST_CASE("what is found says how many agree, and what the latest of them expected") {
    ct::cells::agreement<ct::agreement_rule{.least = 2}, above<10>, above<20>, above<30>> c;
    c(25);
    auto const what = c.take_finding();
    REQUIRE(what);
    CHECK(what->score == 2);
    CHECK(what->threshold == 1);
    CHECK(what->expected_to == 20);
    CHECK(c.score() == 2);
    c(0);
    CHECK(c.score() == 0);
}
