// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/total.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using crucible::telemetry::cells::total;

TEST_CASE("total keeps what plain addition loses") {
    total t;
    for (double const x : {1.0, 1e100, 1.0, -1e100}) t(x);
    CHECK(t.sum() == 2);

    total tenths;
    double plain = 0;
    for (int i = 0; i != 1'000'000; ++i) tenths(0.1), plain += 0.1;
    CHECK(tenths.sum() == 100000);
    CHECK(plain != 100000);
}

TEST_CASE("total in batches keeps as much") {
    std::vector<double> values;
    for (int i = 0; i != 1000; ++i) values.insert(values.end(), {0x1p300, 0.25, -0x1p300});
    total t;
    t(values);
    CHECK(t.sum() == 250);
}

TEST_CASE("a weighted value loses nothing of the product") {
    total once, often;
    once(0.1, 1'000'003);
    for (int i = 0; i != 1'000'003; ++i) often(0.1);
    CHECK(once.sum() == often.sum());
}

TEST_CASE("the sum of nothing is 0") { CHECK(total{}.sum() == 0); }
