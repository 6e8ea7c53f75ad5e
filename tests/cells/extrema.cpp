// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/extrema.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <vector>

using crucible::telemetry::cells::extrema;

TEST_CASE("extrema of nothing are NaN, of one value that value") {
    extrema e;
    CHECK(std::isnan(e.min()));
    CHECK(std::isnan(e.max()));
    e(-3);
    CHECK(e.min() == -3);
    CHECK(e.max() == -3);
}

TEST_CASE("extrema wherever they stand in a batch") {
    for (std::size_t n = 1; n != 20; ++n)
        for (std::size_t i = 0; i != n; ++i) {
            std::vector<double> values(n, 5);
            values[i] = 1;
            values[(i + 1) % n] = 9;
            extrema one_by_one, batch;
            for (double const x : values) one_by_one(x);
            batch(values);
            CHECK(batch == one_by_one);
            CHECK(batch.max() == 9);
        }
}

TEST_CASE("a batch continues what was seen before it") {
    extrema e;
    e(100);
    e(std::vector<double>{1, 2, 3});
    e(std::vector<double>{});
    CHECK(e.min() == 1);
    CHECK(e.max() == 100);
}
