// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/row_units.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace crucible::telemetry::cells::detail;

TEST_CASE("weights are rounded to 2^-16 row, one unit at least") {
    STATIC_CHECK(units_of(1) == units_of_row);
    STATIC_CHECK(units_of(2.5) == 5 * units_of_row / 2);
    STATIC_CHECK(units_of(1e-9) == 1);
    STATIC_CHECK(rows_of(units_of(1 / 3.0)) > 1 / 3.0 - 0x1p-17);
    STATIC_CHECK(rows_of(units_of(1 / 3.0)) < 1 / 3.0 + 0x1p-17);
}

TEST_CASE("a full count stays full, whatever is added") {
    CHECK(units_of(std::numeric_limits<double>::max()) == most_units);
    std::uint64_t n = units_of(0x1p45);
    add_units(n, units_of(0x1p45));
    CHECK(n == most_units);
    add_units(n, most_units);
    CHECK(n == most_units);
    CHECK(rows_of(n) == 0x1p46);
}
