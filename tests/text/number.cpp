// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/number.hpp>

#include <catch2/catch_test_macros.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace {

namespace ct = crucible::telemetry;

template <class T>
std::string text(T value) {
    char buffer[64];
    return {buffer, ct::write_number(buffer, value)};
}

template <class T>
bool fits(T value) {
    return text(value).size() <= ct::longest_number<T>;
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
    CHECK(text(-2.2250738585072014e-308).size() == ct::longest_number<double>);
    CHECK(text(-1.17549435e-38F).size() <= ct::longest_number<float>);
}

TEST_CASE("any finite bits read back as the same bits") {
    std::mt19937_64 random{7};
    for (int i = 0; i != 200'000; ++i) {
        auto const x = std::bit_cast<double>(random());
        if (ct::magnitude_of(x) != ct::magnitude::finite) continue;
        std::string const written = text(x);
        REQUIRE(std::bit_cast<std::uint64_t>(std::strtod(written.c_str(), nullptr)) == std::bit_cast<std::uint64_t>(x));
        REQUIRE(written.size() <= ct::longest_number<double>);
        REQUIRE(written.find_first_of(".e") != std::string::npos);
    }
    for (int i = 0; i != 200'000; ++i) {
        auto const x = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (ct::magnitude_of(x) != ct::magnitude::finite) continue;
        std::string const written = text(x);
        REQUIRE(std::bit_cast<std::uint32_t>(std::strtof(written.c_str(), nullptr)) == std::bit_cast<std::uint32_t>(x));
        REQUIRE(written.size() <= ct::longest_number<float>);
    }
}

TEST_CASE("decimals of few places are what std::to_chars makes of them, and so are their neighbours") {
    std::mt19937_64 random{7};
    auto const check = [](double value) {
        if (value == std::trunc(value)) return; // whole numbers are written in another way
        char buffer[64];
        std::string const expected(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
        std::string const written = text(value);
        if (written != expected) FAIL(written << " in place of " << expected);
    };
    for (int places = 0; places != 9; ++places)
        for (int i = 0; i != 20'000; ++i) {
            std::uint64_t const digits = random() >> (random() % 44 + 20);
            double const value = static_cast<double>(digits) / std::pow(10.0, places) * (i % 2 == 0 ? 1 : -1);
            for (double const each : {value, std::nextafter(value, 1e300), std::nextafter(value, -1e300)})
                check(each);
        }
    for (int e = -30; e != 40; ++e)
        for (int quarter = 4; quarter != 8; ++quarter) {
            double const value = std::ldexp(quarter / 4.0, e);
            for (double const each : {value, std::nextafter(value, 1e300), std::nextafter(value, 0.0)}) check(each);
        }
}

TEST_CASE("which decimals count as short") {
    using ct::detail::as_millionths;
    CHECK(as_millionths(0.5) == 500'000);
    CHECK(as_millionths(0.1) == 100'000);
    CHECK(as_millionths(-12.25) == -12'250'000);
    CHECK(as_millionths(0.002) == 2'000);
    CHECK(as_millionths(-0.002) == -2'000);
    CHECK(as_millionths(536'870'911.5) == 536'870'911'500'000);
    CHECK(as_millionths(-536'870'911.5) == -536'870'911'500'000);
    CHECK(as_millionths(536'870'912.5) == 0);
    CHECK(as_millionths(0.000'001) == 0); // with an exponent
    CHECK(as_millionths(0.1 + 0.2) == 0);
    CHECK(as_millionths(0.123'456'7) == 0);
    CHECK(as_millionths(std::numeric_limits<double>::infinity()) == 0);
    CHECK(as_millionths(std::numeric_limits<double>::quiet_NaN()) == 0);
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
    STATIC_CHECK(ct::magnitude_of(infinity) == ct::magnitude::infinity);
    STATIC_CHECK(ct::magnitude_of(-infinity) == ct::magnitude::negative_infinity);
    STATIC_CHECK(ct::magnitude_of(std::numeric_limits<double>::quiet_NaN()) == ct::magnitude::nan);
    STATIC_CHECK(ct::magnitude_of(-std::numeric_limits<float>::quiet_NaN()) == ct::magnitude::nan);
    STATIC_CHECK(ct::magnitude_of(-std::numeric_limits<float>::infinity()) == ct::magnitude::negative_infinity);
    STATIC_CHECK(ct::magnitude_of(std::numeric_limits<double>::max()) == ct::magnitude::finite);
    STATIC_CHECK(ct::magnitude_of(-0.0) == ct::magnitude::finite);
}

TEST_CASE("what is no number has a name; truth has two") {
    CHECK(to_text(ct::magnitude_of(std::numeric_limits<double>::quiet_NaN())) == "NaN");
    CHECK(to_text(ct::magnitude_of(std::numeric_limits<float>::infinity())) == "Infinity");
    CHECK(to_text(ct::magnitude_of(-std::numeric_limits<double>::infinity())) == "-Infinity");
    CHECK(to_text(ct::magnitude_of(0.0)) == "finite");
    char buffer[5];
    CHECK(std::string_view(buffer, ct::write_bool(buffer, true)) == "true");
    CHECK(std::string_view(buffer, ct::write_bool(buffer, false)) == "false");
}

} // namespace
