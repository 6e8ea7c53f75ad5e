// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/name.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry::detail;

TEST_CASE("plain names begin with a lower-case letter and hold letters, digits and '_'") {
    STATIC_CHECK(is_plain_name("loss"));
    STATIC_CHECK(is_plain_name("p99_latency"));
    STATIC_CHECK(is_plain_name("x"));
    STATIC_CHECK(!is_plain_name(""));
    STATIC_CHECK(!is_plain_name("Loss"));
    STATIC_CHECK(!is_plain_name("99th"));
    STATIC_CHECK(!is_plain_name("_loss"));
    STATIC_CHECK(!is_plain_name("train.loss"));
    STATIC_CHECK(!is_plain_name("loss\n"));
    STATIC_CHECK(!is_plain_name("größe"));
    STATIC_CHECK(!is_plain_name("a,b"));
}

TEST_CASE("dotted names are plain names joined by dots") {
    STATIC_CHECK(is_dotted_name("loss"));
    STATIC_CHECK(is_dotted_name("crucible_train.epoch.stop"));
    STATIC_CHECK(!is_dotted_name(""));
    STATIC_CHECK(!is_dotted_name("."));
    STATIC_CHECK(!is_dotted_name(".train"));
    STATIC_CHECK(!is_dotted_name("train."));
    STATIC_CHECK(!is_dotted_name("train..stop"));
    STATIC_CHECK(!is_dotted_name("train.2nd"));
}
