// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/exponential_buckets.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <random>
#include <vector>

using crucible::telemetry::cells::exponential_buckets;

TEST_CASE("one value has the finest scale, and powers of two are upper bounds") {
    exponential_buckets<> c;
    CHECK(c.scale() == 20);
    c(4);
    CHECK(c.scale() == 20);
    CHECK(c.positive().size == 1);
    CHECK(c.positive().offset == 2 * (1 << 20) - 1);
    CHECK(c.bound(c.positive().offset + 1) == 4);
}

TEST_CASE("the scale falls as values spread: 1, 2, 4 and 3 at 160 buckets have scale 6") {
    exponential_buckets<> c;
    for (double const x : {1.0, 2.0, 4.0, 3.0}) c(x);
    CHECK(c.scale() == 6);
    CHECK(c.positive().offset == -1);
    CHECK(c.positive().size == 129);
    CHECK(c.positive().rows(0) == 1);   // 1 = base^0
    CHECK(c.positive().rows(64) == 1);  // 2 = base^64
    CHECK(c.positive().rows(128) == 1); // 4 = base^128
    CHECK(c.zeros() == 0);
}

TEST_CASE("every value lies in its bucket, at every scale") {
    std::mt19937_64 random(1);
    for (int const octaves : {1, 5, 40, 300, 2000}) {
        exponential_buckets<> c;
        std::vector<double> values;
        for (int i = 0; i != 2000; ++i) {
            double const u = static_cast<double>(random() >> 11) * 0x1p-53;
            values.push_back(std::exp2((u - .5) * octaves) * (i % 3 == 0 ? -1 : 1));
            c(values.back());
        }
        double rows = 0;
        for (auto const* side : {&c.positive(), &c.negative()})
            for (std::uint32_t i = 0; i != side->size; ++i) {
                double const low = c.bound(side->offset + static_cast<int>(i)) * (1 - 1e-13);
                double const high = c.bound(side->offset + static_cast<int>(i) + 1) * (1 + 1e-13);
                double inside = 0;
                for (double const x : values)
                    if ((x < 0) == (side == &c.negative())) inside += std::abs(x) > low && std::abs(x) <= high ? 1 : 0;
                CHECK(side->rows(i) <= inside);
                rows += side->rows(i);
            }
        CHECK(rows == 2000);
        CHECK((c.positive().size > 80 || c.negative().size > 80)); // or a finer scale would do
    }
}

TEST_CASE("all doubles fit: the greatest, the least, denormal ones, zeros and weights") {
    exponential_buckets<> c;
    c(std::numeric_limits<double>::max()), c(0x1p-1074), c(-1e-310), c(0.0), c(-0.0, 2.5);
    CHECK(c.zeros() == 3.5);
    CHECK(c.scale() == -4);
    CHECK(c.positive().size <= 160);
    CHECK(c.positive().rows(0) == 1);
    CHECK(c.positive().rows(c.positive().size - 1) == 1);
    CHECK(c.negative().size == 1);
}
