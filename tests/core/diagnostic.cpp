// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/diagnostic.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

// That each diagnostic says what it should is tested in tests/fail.
TEST_CASE("no facts are ever accepted") {
    STATIC_CHECK(!ct::accepted<>);
    STATIC_CHECK(!ct::accepted<ct::measurement<"loss">, ct::in_event<"train.stop">>);
}
