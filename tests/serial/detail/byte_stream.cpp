// SPDX-License-Identifier: MIT
#include <crucible/telemetry/serial/detail/byte_stream.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>

using namespace crucible::telemetry;

namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
    std::vector<std::byte> data;
    for (int const v : values) data.push_back(static_cast<std::byte>(v));
    return data;
}

} // namespace

TEST_CASE("numbers are little-endian, in two's complement and IEEE 754") {
    std::vector<std::byte> data;
    byte_writer to(data);
    to.write(std::uint8_t{1}, std::uint16_t{0x0203}, std::int32_t{-2}, true, 1.0, 0.5F);
    CHECK(data == bytes_of({1, 3, 2, 0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0x3f}));
    data.clear();
    to.write(timestamp{std::chrono::nanoseconds{258}});
    CHECK(data == bytes_of({2, 1, 0, 0, 0, 0, 0, 0}));
    data.clear();
    to.write_vector(std::vector<std::uint16_t>{7, 256});
    CHECK(data == bytes_of({2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 1}));
}

TEST_CASE("what was written is read, to the last bit") {
    std::vector<std::byte> data;
    byte_writer to(data);
    double const odd = -std::numeric_limits<double>::quiet_NaN();
    timestamp const at{std::chrono::nanoseconds{-5}};
    to.write(-0.0, odd, std::numeric_limits<std::int64_t>::min(), false, at, std::numeric_limits<double>::denorm_min());
    to.write_vector(std::vector{1.5, -2.5});
    byte_reader from(data, 3);
    double zero = 1, other = 0, least = 0;
    std::int64_t whole = 0;
    bool no = true;
    timestamp then{};
    std::vector<double> numbers;
    REQUIRE(from.read(zero, other, whole, no, then, least));
    REQUIRE(from.read_vector(numbers));
    CHECK(std::signbit(zero));
    CHECK(std::bit_cast<std::uint64_t>(other) == std::bit_cast<std::uint64_t>(odd));
    CHECK(whole == std::numeric_limits<std::int64_t>::min());
    CHECK_FALSE(no);
    CHECK(then == at);
    CHECK(least == std::numeric_limits<double>::denorm_min());
    CHECK(numbers == std::vector{1.5, -2.5});
    CHECK(from.left() == 0);
    CHECK(from.version() == 3);
}

TEST_CASE("past the end nothing is read any more") {
    auto const data = bytes_of({1, 2, 3});
    byte_reader from(data);
    std::uint16_t two = 0;
    std::uint8_t one = 0;
    CHECK(from.read(two));
    CHECK_FALSE(from.read(two));
    CHECK_FALSE(from.read(one));
    CHECK(from.left() == 0);
}

TEST_CASE("a bool is 0 or 1") {
    auto const data = bytes_of({1, 2});
    byte_reader from(data);
    bool b = false;
    CHECK(from.read(b));
    CHECK_FALSE(from.read(b));
}

TEST_CASE("a length that the bytes cannot hold is refused before anything is allocated") {
    for (std::uint64_t const size : {std::uint64_t{2}, std::uint64_t{1} << 61, ~std::uint64_t{}}) {
        std::vector<std::byte> data;
        byte_writer to(data);
        to.write(size, 1.0);
        std::vector<double> values;
        CHECK_FALSE(byte_reader(data).read_vector(values));
        CHECK(values.capacity() == 0);
        std::size_t n = 0;
        CHECK_FALSE(byte_reader(data).read_size(n, 8));
        CHECK(byte_reader(data).read_size(n, 4) == (size == 2));
    }
}

TEST_CASE("arrays and raw bytes are read as far as there are any") {
    auto const data = bytes_of({1, 0, 2, 0, 9});
    byte_reader from(data);
    std::array<std::uint16_t, 2> two{};
    std::span<std::byte const> rest;
    REQUIRE(from.read_array(std::span<std::uint16_t>(two)));
    CHECK(two == std::array<std::uint16_t, 2>{1, 2});
    CHECK_FALSE(byte_reader(from).read_bytes(rest, 2));
    REQUIRE(from.read_bytes(rest, 1));
    CHECK(rest[0] == std::byte{9});
    CHECK_FALSE(from.read_array(std::span<std::uint16_t>(two)));
    CHECK(from.read_array(std::span<std::uint16_t>{}));
}
