// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics/detail/cell_set.hpp>

#include <crucible/telemetry/cells/extrema.hpp>
#include <crucible/telemetry/cells/moments.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;

TEST_CASE("slots find a cell by itself or by a base of it") {
    detail::cell_set<type_set<cells::extrema, cells::moments>> s;
    s.for_each([](auto& c) { detail::feed(c, 4, timestamp{}); });
    CHECK(s.find<cells::counted>().count() == 1);
    CHECK(s.find<cells::extrema>().max() == 4);
    auto other = s;
    s.merge(other);
    CHECK(s.find<cells::moments>().count() == 2);
    CHECK(s != other);
}
