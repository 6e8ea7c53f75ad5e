// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/unit.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

TEST_CASE("units are told apart by symbol and name") {
    STATIC_CHECK(ct::seconds == ct::unit{"s", "seconds"});
    STATIC_CHECK(ct::seconds != ct::milliseconds);
    STATIC_CHECK(ct::ratio != ct::dimensionless);
    STATIC_CHECK(ct::unit{} == ct::unit{"", ""});
}

TEST_CASE("a program can have units of its own") {
    constexpr ct::unit images{"{image}", "images"};
    STATIC_CHECK(images.symbol == "{image}");
}
