// SPDX-License-Identifier: MIT
#include <crucible/telemetry/metrics/point.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>

namespace {

namespace ct = crucible::telemetry;
using type = ct::metric_value::type;

TEST_CASE("a value keeps the type that it is of") {
    CHECK(ct::metric_value{}.holds() == type::integer);
    CHECK(ct::metric_value{3}.holds() == type::integer);
    CHECK(ct::metric_value{std::size_t{3}}.holds() == type::integer);
    CHECK(ct::metric_value{std::numeric_limits<std::uint64_t>::max()}.holds() == type::natural);
    CHECK(ct::metric_value{0.5F}.holds() == type::real);
    CHECK(ct::metric_value{0.5L}.holds() == type::real);
    CHECK(ct::metric_value{false}.holds() == type::flag);
}

TEST_CASE("integers are exact to the last one") {
    auto const visited = [](ct::metric_value value) {
        return value.visit([](auto number) { return std::to_string(number); });
    };
    CHECK(visited((std::int64_t{1} << 53) + 1) == "9007199254740993");
    CHECK(visited(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(visited(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(ct::metric_value{std::uint64_t{1} << 63}.to_integer() == std::nullopt);
    CHECK(ct::metric_value{(std::uint64_t{1} << 63) - 1}.to_integer() == std::numeric_limits<std::int64_t>::max());
    CHECK(ct::metric_value{-7}.to_integer() == -7);
    CHECK(ct::metric_value{7.0}.to_integer() == std::nullopt);
}

TEST_CASE("as a double") {
    CHECK(ct::metric_value{-7}.to_double() == -7.0);
    CHECK(ct::metric_value{std::numeric_limits<std::uint64_t>::max()}.to_double() == 0x1p64);
    CHECK(ct::metric_value{0.1F}.to_double() == static_cast<double>(0.1F));
    CHECK(ct::metric_value{true}.to_double() == 1.0);
    CHECK(std::isnan(ct::metric_value{std::numeric_limits<float>::quiet_NaN()}.to_double()));
}

TEST_CASE("values are equal when type and bits are") {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(ct::metric_value{nan} == ct::metric_value{nan});
    CHECK(ct::metric_value{-nan} == ct::metric_value{nan}); // there is one NaN
    CHECK(ct::metric_value{std::bit_cast<double>(0x7FF8'0000'0000'BEEFU)} == ct::metric_value{nan});
    CHECK(ct::metric_value{0.0} != ct::metric_value{-0.0});
    CHECK(ct::metric_value{1} != ct::metric_value{1.0});
    CHECK(ct::metric_value{1} != ct::metric_value{true});
    CHECK(ct::metric_value{3U} == 3);
    CHECK(ct::metric_value{0.25} == 0.25);
    CHECK(ct::metric_value{-1} != ct::metric_value{std::numeric_limits<std::uint64_t>::max()});
}

TEST_CASE("a step is any integer, or none") {
    CHECK(ct::metric_step{}.get() == std::nullopt);
    CHECK(ct::metric_step{std::nullopt}.get() == std::nullopt);
    CHECK(ct::metric_step{std::size_t{5}}.get() == 5);
    CHECK(ct::metric_step{-5}.get() == -5);
    CHECK(ct::metric_step{std::optional<std::int64_t>{7}}.get() == 7);
    CHECK(ct::metric_step{std::numeric_limits<std::uint64_t>::max()}.get() == std::numeric_limits<std::int64_t>::max());
}

} // namespace
