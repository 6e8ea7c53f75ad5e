// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/number.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

namespace {

namespace detail = crucible::telemetry::detail;

template <class T>
std::string text(T value) {
    char buffer[64];
    return {buffer, detail::write_number(buffer, value)};
}

template <class T>
bool fits(T value) {
    return text(value).size() <= detail::longest_number<T>;
}

TEST_CASE("integers are exact to their limits") {
    CHECK(text(std::int64_t{0}) == "0");
    CHECK(text(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(text(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
    CHECK(text(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(text((std::int64_t{1} << 53) + 1) == "9007199254740993");
    CHECK(text(std::int8_t{-128}) == "-128");
    CHECK(text(std::uint8_t{200}) == "200");
    CHECK(fits(std::numeric_limits<std::int64_t>::min()));
    CHECK(fits(std::numeric_limits<std::uint64_t>::max()));
    CHECK(fits(std::numeric_limits<std::int8_t>::min()));
}

TEST_CASE("floating-point numbers are the shortest text that reads back, and never look like integers") {
    CHECK(text(0.0) == "0.0");
    CHECK(text(-0.0) == "-0.0");
    CHECK(text(1.0) == "1.0");
    CHECK(text(-42.0) == "-42.0");
    CHECK(text(0.1) == "0.1");
    CHECK(text(0.1F) == "0.1");
    CHECK(text(0.1 + 0.2) == "0.30000000000000004");
    CHECK(text(1e-5) == "1e-05");
    CHECK(text(9007199254740991.0) == "9007199254740991.0");
    CHECK(text(9007199254740992.0) == "9.007199254740992e+15");
    CHECK(text(1e22) == "1e+22");
    CHECK(text(16777215.0F) == "16777215.0");
    CHECK(text(std::numeric_limits<double>::denorm_min()) == "5e-324");
    CHECK(text(-std::numeric_limits<double>::max()) == "-1.7976931348623157e+308");
    CHECK(text(-2.2250738585072014e-308).size() == detail::longest_number<double>);
    CHECK(text(-1.17549435e-38F).size() <= detail::longest_number<float>);
}

TEST_CASE("any finite bits read back as the same bits") {
    std::mt19937_64 random{7};
    for (int i = 0; i != 200'000; ++i) {
        auto const x = std::bit_cast<double>(random());
        if (detail::magnitude_of(x) != detail::magnitude::finite) continue;
        std::string const written = text(x);
        REQUIRE(std::bit_cast<std::uint64_t>(std::strtod(written.c_str(), nullptr)) == std::bit_cast<std::uint64_t>(x));
        REQUIRE(written.size() <= detail::longest_number<double>);
        REQUIRE(written.find_first_of(".e") != std::string::npos);
    }
    for (int i = 0; i != 200'000; ++i) {
        auto const x = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (detail::magnitude_of(x) != detail::magnitude::finite) continue;
        std::string const written = text(x);
        REQUIRE(std::bit_cast<std::uint32_t>(std::strtof(written.c_str(), nullptr)) == std::bit_cast<std::uint32_t>(x));
        REQUIRE(written.size() <= detail::longest_number<float>);
    }
}

TEST_CASE("whole numbers around the switch of notations read back") {
    for (int exponent = 0; exponent != 70; ++exponent)
        for (double const step : {-1.0, 0.0, 1.0}) {
            double const x = std::ldexp(1.0, exponent) + step;
            CHECK(std::strtod(text(x).c_str(), nullptr) == x);
            CHECK(std::strtod(text(-x).c_str(), nullptr) == -x);
        }
}

TEST_CASE("what is no number is told by its bits") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    STATIC_CHECK(detail::magnitude_of(infinity) == detail::magnitude::infinity);
    STATIC_CHECK(detail::magnitude_of(-infinity) == detail::magnitude::negative_infinity);
    STATIC_CHECK(detail::magnitude_of(std::numeric_limits<double>::quiet_NaN()) == detail::magnitude::nan);
    STATIC_CHECK(detail::magnitude_of(-std::numeric_limits<float>::quiet_NaN()) == detail::magnitude::nan);
    STATIC_CHECK(detail::magnitude_of(-std::numeric_limits<float>::infinity()) == detail::magnitude::negative_infinity);
    STATIC_CHECK(detail::magnitude_of(std::numeric_limits<double>::max()) == detail::magnitude::finite);
    STATIC_CHECK(detail::magnitude_of(-0.0) == detail::magnitude::finite);
}

} // namespace
