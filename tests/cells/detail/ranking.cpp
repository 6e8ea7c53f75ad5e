// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/ranking.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>

using crucible::telemetry::cells::detail::ranking;

TEST_CASE("quantiles of groups: of type 7 where each is one value") {
    ranking<8> order;
    CHECK(std::isnan(order.quantile(.5)));
    for (double const x : {15.0, 20.0, 35.0, 40.0, 50.0}) order.append(x, x, 1);
    CHECK(order.rows() == 5);
    CHECK(order.quantile(0) == 15);
    CHECK(order.quantile(.25) == 20);
    CHECK(std::abs(order.quantile(.4) - 29) < 1e-12);
    CHECK(order.quantile(1) == 50);
}

TEST_CASE("the rows of a group lie evenly in it, the first and the last of all at the ends") {
    ranking<4> order;
    order.append(0, 10, 10);
    order.append(10, 20, 10);
    CHECK(order.quantile(0) == 0);
    CHECK(order.quantile(1) == 20);
    CHECK(std::abs(order.quantile(.5) - 10) < 1e-12);
    CHECK(std::abs(order.quantile(4 / 19.0) - 4.5) < 1e-12);
}

TEST_CASE("fractions of rows") {
    ranking<4> order;
    order.append(1, 1, .25);
    order.append(2, 2, .25);
    CHECK(order.quantile(.5) == 1);
    CHECK(order.quantile(1) == 1);
}
