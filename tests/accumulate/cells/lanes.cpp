// SPDX-License-Identifier: MIT
#include <crucible/telemetry/accumulate/cells/lanes.hpp>

#include <catch2/catch_test_macros.hpp>

#include <numeric>
#include <vector>

using namespace crucible::telemetry::cells;

TEST_CASE("lanes take every value once, whatever the length") {
    for (std::size_t n = 0; n != 40; ++n) {
        std::vector<double> values(n);
        std::iota(values.begin(), values.end(), 1);
        CHECK(detail::sum_of(values, [](double x) { return 2 * x; }) == static_cast<double>(n * (n + 1)));
    }
}
