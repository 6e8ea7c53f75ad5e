// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/label.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace crucible::telemetry;

namespace {

constexpr std::string_view written(detail::label<32> const& l) { return {l.text, l.size}; }

constexpr auto decimal(double x, int decimals) {
    detail::label<32> l;
    l.append_decimal(x, decimals);
    return l;
}

} // namespace

TEST_CASE("decimals are rounded, and end where they end") {
    CHECK(written(decimal(0, 3)) == "0");
    CHECK(written(decimal(1000, 3)) == "1000");
    CHECK(written(decimal(2.5, 6)) == "2.5");
    CHECK(written(decimal(99.9, 9)) == "99.9");
    CHECK(written(decimal(0.05, 3)) == "0.05");
    CHECK(written(decimal(100 / 3.0, 3)) == "33.333");
    CHECK(written(decimal(0.9996, 3)) == "1");
}

TEST_CASE("whole numbers of a width have zeros in front") {
    detail::label<32> l;
    l.append("a"), l.append_whole(7), l.append_whole(42, 4);
    CHECK(written(l) == "a70042");
}

TEST_CASE("a name is as long as what is in it") {
    constexpr auto name = detail::as_name<[] {
        detail::label<32> l;
        l.append("ewma_"), l.append_decimal(2.5, 6);
        return l;
    }>();
    STATIC_CHECK(name.view() == "ewma_2.5");
    STATIC_CHECK(std::same_as<decltype(name), fixed_string<9> const>);
}

TEST_CASE("a number has the digits that tell it from others") {
    auto const number = [](double x) {
        detail::label<32> l;
        l.append_number(x);
        return std::string(written(l));
    };
    CHECK(number(0) == "0");
    CHECK(number(1000) == "1000");
    CHECK(number(-2.5) == "-2.5");
    CHECK(number(1e-9) == "0.000000001");
    CHECK(number(1e-10) == "1e-10");
    CHECK(number(999'999'999) == "999999999");
    CHECK(number(1e9) == "1e9");
    CHECK(number(1.25e20) == "1.25e20");
    CHECK(number(1 / 3.0) == "3.333333333333333e-1");
    for (double const x : {0.1 + 0.2, 1 / 3.0, 2 / 3.0, 123'456.789, 1e22, 1e23, 4.35e-7, 1.7e308, 2.3e-308})
        CHECK(std::stod(number(x)) == x);
}
