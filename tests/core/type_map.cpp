// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/type_map.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <type_traits>

namespace ct = crucible::telemetry;

namespace {
struct loss {};
struct note {};
using map = ct::type_map<ct::pair<loss, int>, ct::pair<note, std::string>>;
} // namespace

TEST_CASE("a type_map finds values by type and lets them change") {
    map m{3, "x"};
    STATIC_CHECK(map::size == 2);
    STATIC_CHECK(map::contains<note>);
    STATIC_CHECK_FALSE(map::contains<int>);
    CHECK(m.at<loss>() == 3);
    m.at<note>() += "y";
    CHECK(std::as_const(m).at<note>() == "xy");
}

TEST_CASE("a type_map is regular when its values are") {
    STATIC_CHECK(std::regular<map>);
    STATIC_CHECK(std::regular<ct::type_map<>>);
    map a;
    CHECK(a.at<loss>() == 0);
    map b{1, ""};
    CHECK(a != b);
    a = b;
    CHECK(a == b);
}

TEST_CASE("a type_map holds what can only move") {
    ct::type_map<ct::pair<loss, std::unique_ptr<int>>> m{std::make_unique<int>(7)};
    auto const moved = std::move(m);
    CHECK(*moved.at<loss>() == 7);
}

TEST_CASE("a type_map is walked in order, with the key's type") {
    map m{3, "abc"};
    std::string seen;
    m.for_each([&]<class Key>(auto& value) {
        if constexpr (std::same_as<Key, loss>) seen += std::to_string(value++);
        else seen += value;
    });
    CHECK(seen == "3abc");
    std::size_t entries = 0;
    std::as_const(m).for_each([&]<class Key>(auto const&) { ++entries; });
    CHECK(entries == 2);
    CHECK(m.at<loss>() == 4);
}

TEST_CASE("a type_map works in constant expressions") {
    constexpr ct::type_map<ct::pair<loss, int>, ct::pair<note, char>> m{3, 'x'};
    STATIC_CHECK(m.at<loss>() == 3);
    STATIC_CHECK(m.at<note>() == 'x');
}
