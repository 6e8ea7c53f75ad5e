// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/aside.hpp>

#include <catch2/catch_test_macros.hpp>

using crucible::telemetry::cells::aside;

TEST_CASE("aside counts only what is put aside") {
    aside a;
    a(1);
    a(1, 2);
    CHECK(a.nonfinite() == 0);
    a.put_aside(1);
    a.put_aside(2);
    CHECK(a.nonfinite() == 3);
}
