// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/smaller.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>

namespace {

using namespace crucible::telemetry::detail;

TEST_CASE("smaller, larger and clamped are std::min, std::max and std::clamp") {
    for (int a = -2; a != 3; ++a)
        for (int b = -2; b != 3; ++b) {
            CHECK(&smaller(a, b) == &std::min(a, b)); // of equal ones the first
            CHECK(&larger(a, b) == &std::max(a, b));
            int const least = -1, most = 1;
            CHECK(clamped(a, least, most) == std::clamp(a, least, most));
        }
}

TEST_CASE("NaN as the second value is passed over, as by std::min and std::max") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(larger(0.0, nan) == 0.0);
    CHECK(smaller(0.0, nan) == 0.0);
}

} // namespace
