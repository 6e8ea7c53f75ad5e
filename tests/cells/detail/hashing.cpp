// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/detail/hashing.hpp>
#include <crucible/telemetry/cells/detail/row_units.hpp>
#include <crucible/telemetry/cells/detail/short_text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <set>
#include <string>

using namespace crucible::telemetry::cells::detail;

TEST_CASE("hashes are those written in the sketches of others: they may never change") {
    CHECK(hash_of(0.0) == hash_of(-0.0));
    CHECK(hash_of(0.0) == 16294208416658607535U);
    CHECK(hash_of(std::string_view("model")) == scatter((scatter(6) ^ 0x6c65646f6dU) + 0x9e3779b97f4a7c15));
}

TEST_CASE("each bit of a number and each character of a text change about half of the hash") {
    double flipped = 0;
    for (int bit = 0; bit != 64; ++bit) {
        auto const bits = std::bit_cast<std::uint64_t>(0.7) ^ std::uint64_t{1} << bit;
        flipped += std::popcount(hash_of(0.7) ^ hash_of(std::bit_cast<double>(bits)));
    }
    CHECK(std::abs(flipped / 64 - 32) < 3);
    std::set<std::uint64_t> hashes;
    std::string text(40, 'a');
    for (char& c : text)
        for (int i = 0; i != 25; ++i) c = static_cast<char>('a' + i), hashes.insert(hash_of(text));
    CHECK(hashes.size() == 40 * 25 - 39); // each text but those that two loops share
}

TEST_CASE("coins are even and follow from the seed") {
    randomness a(1), b(1), c(2);
    int heads = 0, same = 0;
    double sum = 0;
    for (int i = 0; i != 10'000; ++i) {
        auto const x = a.next();
        CHECK(x == b.next());
        same += x == c.next() ? 1 : 0;
        heads += static_cast<int>(x & 1);
        CHECK(a.of_bits(3) == b.of_bits(3));
        double const u = a.unit();
        CHECK(u == b.unit());
        CHECK((u > 0 && u < 1));
        sum += u;
    }
    CHECK(same == 0);
    CHECK(std::abs(heads - 5000) < 250);
    CHECK(std::abs(sum / 10'000 - .5) < .015);
    CHECK(a.of_bits(0) == 0);
    CHECK(randomness(5).of_bits(63) >> 63 == 0);
}

TEST_CASE("weights as units: rounded, never nothing, never too much") {
    CHECK(units_of(1) == units_of_row);
    CHECK(units_of(.5) * 2 == units_of_row);
    CHECK(units_of(1e-300) == 1);
    CHECK(units_of(1e300) == most_units);
    CHECK(units_of(std::numeric_limits<double>::infinity()) == most_units);
    CHECK(rows_of(units_of(2.25)) == 2.25);
    std::uint64_t n = most_units - 1;
    add_units(n, most_units);
    CHECK(n == most_units);
}

TEST_CASE("the beginning of a text") {
    CHECK(short_text<4>("abc").view() == "abc");
    CHECK(short_text<4>("abcd").view() == "abcd");
    CHECK(short_text<4>("abcde").view() == "abcd");
    CHECK(short_text<4>("ab\xe2\x82\xac").view() == "ab"); // the euro sign takes three bytes
    CHECK(short_text<4>("\x80\x80\x80\x80\x80").view() == "");
    CHECK(short_text<4>().view().empty());
}
