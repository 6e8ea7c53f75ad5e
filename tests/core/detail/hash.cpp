// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/hash.hpp>

#include <catch2/catch_test_macros.hpp>

using crucible::telemetry::detail::hash;

// Published FNV-1a 64-bit vectors (http://www.isthe.com/chongo/tech/comp/fnv/).
TEST_CASE("hash is FNV-1a of 64 bits") {
    STATIC_CHECK(hash("") == 0xcbf29ce484222325);
    STATIC_CHECK(hash("a") == 0xaf63dc4c8601ec8c);
    STATIC_CHECK(hash("foobar") == 0x85944171f73967e8);
}

TEST_CASE("hash of bytes above 127 does not depend on the sign of char") {
    STATIC_CHECK(hash("\xff") == (0xcbf29ce484222325 ^ 0xffU) * 1099511628211U);
}

TEST_CASE("hash can go on from a seed") { STATIC_CHECK(hash("bar", hash("foo")) == hash("foobar")); }
