// SPDX-License-Identifier: MIT
#include "vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>

enum class nameless { one };

using m::loss;

TEST_CASE("a descriptor has its name, kind and value type in its type, and unit and help in its value") {
    using loss_t = std::remove_const_t<decltype(loss)>;
    STATIC_CHECK(loss_t::name == "loss");
    STATIC_CHECK(loss_t::kind_of == ct::kind::gauge);
    STATIC_CHECK(std::is_same_v<loss_t::value_type, double>);
    STATIC_CHECK(loss.in == ct::nats);
    STATIC_CHECK(loss.help == "mini-batch training loss");
}

TEST_CASE("each kind has a usual value type") {
    STATIC_CHECK(std::is_same_v<ct::gauge<"x">::value_type, double>);
    STATIC_CHECK(std::is_same_v<ct::counter<"x">::value_type, std::int64_t>);
    STATIC_CHECK(std::is_same_v<ct::timer<"x">::value_type, std::chrono::nanoseconds>);
    STATIC_CHECK(std::is_same_v<ct::index<"x">::value_type, std::int64_t>);
    STATIC_CHECK(std::is_same_v<ct::flag<"x">::value_type, bool>);
    STATIC_CHECK(std::is_same_v<ct::tag<"x">::value_type, std::string_view>);
    STATIC_CHECK(std::is_same_v<ct::tag<"x", phase>::value_type, phase>);
    STATIC_CHECK(std::is_same_v<ct::text<"x">::value_type, std::string_view>);
}

TEST_CASE("descriptors of one name, value type and kind are one type") {
    STATIC_CHECK(std::is_same_v<ct::gauge<"x">, ct::gauge<"x", double>>);
    STATIC_CHECK(!std::is_same_v<ct::gauge<"x">, ct::gauge<"y">>);
    STATIC_CHECK(!std::is_same_v<ct::gauge<"x", int>, ct::counter<"x", int>>);
}

TEST_CASE("numbers are arithmetic types without bool, characters and long double") {
    STATIC_CHECK(ct::number_value<double>);
    STATIC_CHECK(ct::number_value<signed char>);
    STATIC_CHECK(ct::number_value<unsigned long long>);
    STATIC_CHECK(!ct::number_value<bool>);
    STATIC_CHECK(!ct::number_value<char>);
    STATIC_CHECK(!ct::number_value<char8_t>);
    STATIC_CHECK(!ct::number_value<long double>);
    STATIC_CHECK(!ct::number_value<phase>);
}

TEST_CASE("durations count in integers") {
    STATIC_CHECK(ct::duration_value<std::chrono::hours>);
    STATIC_CHECK(ct::duration_value<std::chrono::duration<int, std::milli>>);
    STATIC_CHECK(!ct::duration_value<std::chrono::duration<double>>);
    STATIC_CHECK(!ct::duration_value<std::chrono::system_clock::time_point>);
    STATIC_CHECK(!ct::duration_value<int>);
}

TEST_CASE("an enumeration is a tag's when it has a to_text") {
    STATIC_CHECK(ct::enum_value<phase>);
    STATIC_CHECK(!ct::enum_value<nameless>);
    STATIC_CHECK(!ct::enum_value<int>);
    STATIC_CHECK(!ct::tag<"x", phase>::name.empty());
}

TEST_CASE("what may be averaged is told from what is text") {
    STATIC_CHECK(ct::numeric_descriptor<ct::timer<"x">>);
    STATIC_CHECK(ct::numeric_descriptor<ct::flag<"x">>);
    STATIC_CHECK(!ct::numeric_descriptor<ct::tag<"x", phase>>);
    STATIC_CHECK(ct::text_descriptor<ct::text<"x">>);
    STATIC_CHECK(ct::text_descriptor<ct::tag<"x">>);
    STATIC_CHECK(!ct::text_descriptor<ct::tag<"x", phase>>);
    STATIC_CHECK(ct::any_descriptor<decltype(loss)>);
    STATIC_CHECK(!ct::any_descriptor<double>);
}
