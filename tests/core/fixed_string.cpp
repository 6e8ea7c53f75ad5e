// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/fixed_string.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

template <ct::fixed_string Name>
struct named {
    static constexpr std::string_view name = Name.view();
};

TEST_CASE("a fixed_string carries text in a type") {
    STATIC_CHECK(named<"loss">::name == "loss");
    STATIC_CHECK(named<"">::name.empty());
    STATIC_CHECK(named<"naïve 数">::name == "naïve 数");
}

TEST_CASE("fixed strings of different lengths compare by their text") {
    STATIC_CHECK(ct::fixed_string("loss") == ct::fixed_string("loss"));
    STATIC_CHECK(ct::fixed_string("loss") != ct::fixed_string("lost"));
    STATIC_CHECK(ct::fixed_string("loss") != ct::fixed_string("losses"));
}

TEST_CASE("equal texts make equal types") {
    STATIC_CHECK(std::is_same_v<named<"loss">, named<"loss">>);
    STATIC_CHECK(!std::is_same_v<named<"loss">, named<"accuracy">>);
}
