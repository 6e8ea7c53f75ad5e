// SPDX-License-Identifier: MIT
#include <crucible/telemetry/archive/enumerators.hpp>
#include <crucible/telemetry/schema/vocabulary.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

namespace my {

enum class level : unsigned char { low, high = 2, v1, _hidden = 15, far = 31 };
constexpr std::string_view to_text(level value) {
    switch (value) {
    case level::low: return "low";
    case level::high: return "high";
    case level::v1: return "v1";
    case level::_hidden: return "hidden";
    case level::far: return "far";
    }
    return "none";
}

enum old { old_a, old_b, old_c, old_same = old_b };
constexpr std::string_view to_text(old value) { return value == old_a ? "a" : value == old_b ? "b" : "c"; }

enum class with_negative : signed char { minus = -1, zero, top = 127 };
constexpr std::string_view to_text(with_negative) { return "any"; }

enum class none {};
constexpr std::string_view to_text(none) { return ""; }


} // namespace my

namespace {

enum class unnamed_space { first_one, second_one };
constexpr std::string_view to_text(unnamed_space value) {
    return value == unnamed_space::first_one ? "first" : "second";
}

static_assert(ct::enumerators<my::level> == std::array{my::level::low, my::level::high, my::level::v1,
                                                       my::level::_hidden, my::level::far});
static_assert(ct::enumerators<my::old> == std::array{my::old_a, my::old_b, my::old_c});
static_assert(ct::enumerators<my::none>.empty());
static_assert(ct::enumerators<unnamed_space>.size() == 2);
static_assert(ct::enumerators<ct::vocabulary::outcome>.size() == 3);

TEST_CASE("enumerators are found by the compiler's names for them, whatever to_text says to other values") {
    CHECK(ct::from_text<my::level>("high") == my::level::high);
    CHECK(ct::from_text<my::level>("far") == my::level::far);
    CHECK_FALSE(ct::from_text<my::level>("none")); // what to_text says to values without an enumerator
    CHECK_FALSE(ct::from_text<my::level>(""));
    CHECK_FALSE(ct::from_text<my::level>("LOW"));
    CHECK(ct::from_text<unnamed_space>("second") == unnamed_space::second_one);
    CHECK(ct::from_text<my::old>("b") == my::old_b);
    CHECK_FALSE(ct::from_text<my::none>(""));
}

TEST_CASE("of several enumerators with one text the first is meant") {
    CHECK(ct::enumerators<my::with_negative> == std::array{my::with_negative::zero});
    CHECK(ct::from_text<my::with_negative>("any") == my::with_negative::zero);
}

} // namespace
