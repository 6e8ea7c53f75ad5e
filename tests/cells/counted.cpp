// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/counted.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>

using crucible::telemetry::cells::counted;

TEST_CASE("counted adds weights, and the length of batches") {
    counted c;
    CHECK(c.count() == 0);
    c(7);
    c(7, 2.5);
    c(std::array{1.0, 2.0, 3.0});
    CHECK(c.count() == 6.5);
    c += c;
    CHECK(c.count() == 13);
}
