// SPDX-License-Identifier: MIT
// What is read from detectors. That each raises what it finds: tests/detect/raised.cpp.
#include <crucible/telemetry/detect/detection.hpp>
#include <crucible/telemetry/detect/z_score.hpp>

#include "detect/detectors.hpp"

#include <chrono>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("a detection is how many, how unusual the latest row is, and of how many rows") {
    ct::accumulator_of<double, decltype(ct::z_score<>)> a;
    CHECK(a[ct::z_score<>].found == 0);
    CHECK(a[ct::z_score<>].rows == 0);
    CHECK(std::isnan(a[ct::z_score<>].score));
    for (double const x : detectors::noise(200)) a(x);
    a(100);
    CHECK(a[ct::z_score<>].found == 1);
    CHECK(a[ct::z_score<>].rows == 201);
    CHECK(a[ct::z_score<>].score > 50);
}

TEST_CASE("a score has no unit, also of durations") {
    ct::accumulator_of<std::chrono::milliseconds, decltype(ct::z_score<>)> a;
    for (int i = 0; i != 100; ++i) a(i % 2 * 10ms);
    static_assert(std::same_as<decltype(a[ct::z_score<>].score), double>);
    CHECK(a[ct::z_score<>].score < 2);
}

TEST_CASE("a detector is of numbers") {
    static_assert(ct::z_score<>.allows(ct::kind::gauge) && ct::z_score<>.allows(ct::kind::timer));
    static_assert(!ct::z_score<>.allows(ct::kind::tag));
    SUCCEED();
}
