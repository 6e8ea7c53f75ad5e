// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/agreement.hpp>
#include <crucible/telemetry/detect/non_finite.hpp>
#include <crucible/telemetry/detect/plateau.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("non_finite finds what accumulators put aside, and nothing else") {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN(), most = std::numeric_limits<double>::infinity();
    for (double const bad : {nothing, most, -most}) {
        ct::accumulator_of<double, decltype(ct::mean | ct::non_finite<>)> a;
        std::vector<int> told;
        for (int i = 0; i != 100; ++i) {
            a(i == 40 || i == 41 || i == 80 ? bad : 1e308);
            a.take_findings([&](std::string_view name, ct::finding const&) {
                CHECK(name == "non_finite");
                told.push_back(i);
            });
        }
        CHECK(told == std::vector{40});
        CHECK(a[ct::non_finite<>].rows == 100);
    }
}

TEST_CASE("non_finite comes back from bytes") {
    ct::cells::non_finite<> c, again;
    c(1), c.put_aside(1);
    REQUIRE_FALSE(ct::from_bytes(ct::to_bytes(c), again));
    CHECK(again == c);
    again.put_aside(1);
    CHECK_FALSE(again.take_finding());
}

TEST_CASE("a finite value is no finding, whatever its weight") {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN(), most = std::numeric_limits<double>::infinity();
    constexpr auto combined = ct::any_of(ct::non_finite<>, ct::plateau<>);
    ct::accumulator_of<double, decltype(ct::nonfinite | ct::non_finite<> | combined)> a;
    std::size_t findings = 0;
    for (double const weight : {0.0, -1.0, nothing, most}) {
        a(1.5, weight);
        a.take_findings([&](auto&&...) { ++findings; });
    }
    CHECK(findings == 0);
    CHECK(a[ct::non_finite<>].rows == 0);
    CHECK(a[ct::nonfinite] == 4);
    a(nothing, nothing);
    a.take_findings([&](auto&&...) { ++findings; });
    CHECK(findings == 2);
    CHECK(a[ct::nonfinite] == 5);
}
