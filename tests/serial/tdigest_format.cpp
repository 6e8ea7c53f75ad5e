// SPDX-License-Identifier: MIT
// What the Java reference implementation writes, byte by byte as its source says, and what is refused.
#include <crucible/telemetry/serial/tdigest_format.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>

using namespace crucible::telemetry;
using data = std::vector<std::byte>;

namespace {

/// Keeps the compiler from dropping what is only read.
double volatile seen;

constexpr tdigest_encoding encodings[]{tdigest_encoding::merging_verbose, tdigest_encoding::merging_small,
                                       tdigest_encoding::tree_verbose, tdigest_encoding::tree_small};

data from_hex(std::string_view text) {
    data all;
    int digits = 0, value = 0;
    for (char const c : text) {
        if (c == ' ') continue;
        value = value * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
        if (++digits % 2 != 0) continue;
        all.push_back(static_cast<std::byte>(value));
        value = 0;
    }
    return all;
}

cells::tdigest<> of(std::initializer_list<double> values) {
    cells::tdigest<> c;
    for (double const x : values) c(x);
    return c;
}

cells::tdigest<> many(int n) {
    cells::tdigest<> c;
    std::mt19937_64 random(3);
    std::lognormal_distribution<double> draw;
    for (int i = 0; i != n; ++i) c(draw(random));
    return c;
}

// Least 1, greatest 3, compression 100; clusters 1, 2 and 3, the middle one of 300 rows.
constexpr std::string_view verbose = "00000001 3ff0000000000000 4008000000000000 4059000000000000 00000003"
                                     "3ff0000000000000 3ff0000000000000 4072c00000000000 4000000000000000"
                                     "3ff0000000000000 4008000000000000";
constexpr std::string_view small = "00000002 3ff0000000000000 4008000000000000 42c80000 00d2 01f4 0003"
                                   "3f800000 3f800000 43960000 40000000 3f800000 40400000";
constexpr std::string_view tree = "00000001 3ff0000000000000 4008000000000000 4059000000000000 00000003"
                                  "3ff0000000000000 4000000000000000 4008000000000000 00000001 0000012c 00000001";
constexpr std::string_view small_tree = "00000002 3ff0000000000000 4008000000000000 4059000000000000 00000003"
                                        "3f800000 3f800000 3f800000 01 ac02 01";

} // namespace

TEST_CASE("every encoding, to the byte") {
    cells::tdigest<> c = of({1, 3});
    c(2, 300);
    CHECK(to_tdigest_bytes(c, tdigest_encoding::merging_verbose) == from_hex(verbose));
    CHECK(to_tdigest_bytes(c, tdigest_encoding::merging_small) == from_hex(small));
    CHECK(to_tdigest_bytes(c, tdigest_encoding::tree_verbose) == from_hex(tree));
    CHECK(to_tdigest_bytes(c, tdigest_encoding::tree_small) == from_hex(small_tree));
}

TEST_CASE("every encoding is read back") {
    for (auto const& [encoding, text] :
         {std::pair{tdigest_encoding::merging_verbose, verbose}, std::pair{tdigest_encoding::merging_small, small},
          std::pair{tdigest_encoding::tree_verbose, tree}, std::pair{tdigest_encoding::tree_small, small_tree}}) {
        cells::tdigest<> read;
        REQUIRE(!from_tdigest_bytes(from_hex(text), encoding, read));
        CHECK(read.rows() == 302);
        CHECK(read.min() == 1);
        CHECK(read.max() == 3);
        CHECK(read.quantiles(std::array{.5})[0] == 2);
    }
}

TEST_CASE("large digests come back: exactly, or as near as floats are") {
    for (int const n : {0, 1, 5000, 300'000}) {
        cells::tdigest<> written = many(n);
        for (tdigest_encoding const encoding : encodings) {
            cells::tdigest<> read = of({7, 8});
            REQUIRE(!from_tdigest_bytes(to_tdigest_bytes(written, encoding), encoding, read));
            CHECK(std::abs(read.rows() - n) <= 1e-6 * n);
            if (n == 0) continue;
            CHECK(read.min() == written.min());
            CHECK(read.max() == written.max());
            for (double const p : {.01, .5, .99}) {
                double const expected = written.quantiles(std::array{p})[0];
                CHECK(std::abs(read.quantiles(std::array{p})[0] - expected) <= .02 * expected);
            }
        }
    }
}

TEST_CASE("a digest of another compression is compressed as this one is") {
    cells::tdigest<500> finer;
    for (int i = 0; i != 100'000; ++i) finer((i * 7919) % 100'003);
    cells::tdigest<> read;
    REQUIRE(!from_tdigest_bytes(to_tdigest_bytes(finer, encodings[0]), encodings[0], read));
    CHECK(read.rows() == 100'000);
    CHECK(read.clusters().size() <= read.capacity);
    CHECK(std::abs(read.quantiles(std::array{.5})[0] - 5e4) < 1e3);
}

TEST_CASE("what is no digest is refused, and leaves what was there") {
    cells::tdigest<> into = of({1, 2});
    cells::tdigest<> const before = into;
    for (tdigest_encoding const encoding : encodings) {
        data const sound = to_tdigest_bytes(many(2000), encoding);
        for (std::size_t n = 0; n != sound.size(); ++n)
            CHECK(from_tdigest_bytes(std::span(sound).first(n), encoding, into) == bytes_errc::truncated);
        data longer = sound;
        longer.push_back(std::byte{0});
        CHECK(from_tdigest_bytes(longer, encoding, into) == bytes_errc::trailing);
        data foreign = sound;
        foreign[3] = std::byte{9};
        CHECK(from_tdigest_bytes(foreign, encoding, into) == bytes_errc::foreign);
    }
    auto const refused = [&](std::string_view from, std::string_view to) {
        std::string text(verbose);
        text.replace(text.find(from), from.size(), to);
        return from_tdigest_bytes(from_hex(text), tdigest_encoding::merging_verbose, into);
    };
    CHECK(refused("00000003", "ffffffff") == bytes_errc::invalid);
    CHECK(refused("00000003", "7fffffff") == bytes_errc::truncated);
    CHECK(refused("3ff0000000000000 4008", "7ff8000000000000 4008") == bytes_errc::invalid); // the least is no number
    CHECK(refused("3ff0000000000000 4008", "4010000000000000 4008") == bytes_errc::invalid); // it is above the greatest
    CHECK(refused("4072c00000000000", "0000000000000000") == bytes_errc::invalid);           // a cluster of no rows
    CHECK(refused("4072c00000000000", "7ff0000000000000") == bytes_errc::invalid);
    CHECK(refused("4072c00000000000 4000", "4072c00000000000 7ff8") == bytes_errc::invalid);
    CHECK(into == before);
}

TEST_CASE("hostile bytes are refused, or a digest that can be used") {
    std::mt19937_64 random(11);
    for (tdigest_encoding const encoding : encodings) {
        data const sound = to_tdigest_bytes(many(2000), encoding);
        for (int round = 0; round != 3000; ++round) {
            data hostile = sound;
            for (int i = 0; i != 4; ++i) hostile[random() % hostile.size()] = static_cast<std::byte>(random());
            cells::tdigest<> read;
            if (from_tdigest_bytes(hostile, encoding, read)) continue;
            for (int i = 0; i != 600; ++i) read(i);
            read += read;
            seen = read.quantiles(std::array{.5})[0] + read.rows();
            CHECK(read.clusters().size() <= read.capacity);
            CHECK(read.min() <= read.max());
        }
    }
}
