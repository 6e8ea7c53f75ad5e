// SPDX-License-Identifier: MIT
// The bytes of sketches: they come back equal and go on equally; truncated, damaged and hostile ones are refused, or are
// states that can be used.
#include "serial/cell_bytes.hpp"

#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/kll.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/random_sample.hpp>
#include <crucible/telemetry/statistics/ridgelines.hpp>
#include <crucible/telemetry/statistics/basic.hpp>
#include <crucible/telemetry/statistics/tdigest.hpp>
#include <crucible/telemetry/statistics/top.hpp>

using namespace crucible::telemetry;
using cell_bytes::after;

namespace {

/// Keeps the compiler from dropping what is only read.
double volatile seen;

constexpr auto read_quantiles = [](auto const& c) {
    for (double const q : c.quantiles(std::array{0.0, .3, 1.0})) seen = q;
    seen = c.rows();
};

/// As `check`, of many rows, so that the sketch has long begun to forget; a flipped bit is tried at each 97th place.
template <class Cell>
void check_many(auto use, std::size_t rows = 20'000) {
    Cell many;
    std::uint64_t x = 1;
    for (std::size_t i = 0; i != rows; ++i) {
        x = x * 6364136223846793005 + 1442695040888963407;
        many(static_cast<double>(x >> 40) - 3e6);
    }
    std::vector<std::byte> const sound = to_bytes(many);
    Cell back;
    REQUIRE(!from_bytes(sound, back));
    CHECK(back == many);
    CHECK(to_bytes(back) == sound);
    for (int i = 0; i != 5000; ++i) many(i), back(i);
    many += after<Cell>(50), back += after<Cell>(50);
    CHECK(back == many);
    auto damaged = sound;
    for (std::size_t bit = 0; bit < 8 * sound.size(); bit += 97) {
        damaged[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
        CHECK(from_bytes(damaged, back));
        damaged[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    }
    CHECK(back == many);
    cell_bytes::check_hostile(
        many,
        [&](Cell c) {
            use(c);
            c += after<Cell>(5);
            for (int i = 0; i != 300; ++i) c(i, 1.5);
            Cell other = after<Cell>(5);
            other += c;
            use(other);
            c += c;
            use(c);
        },
        300);
}

} // namespace

TEST_CASE("bytes of log_linear") {
    cell_bytes::check<cells::log_linear<64, 1>>(read_quantiles);
    check_many<cells::log_linear<>>(read_quantiles);
}

TEST_CASE("every byte of a histogram of both signs is as documented") {
    cells::log_linear<8, 0> few; // a bucket is an octave
    for (double const x : {-2.0, -1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 2.0, 4.0}) few(x);
    std::vector<std::byte> expected;
    byte_writer to(expected);
    constexpr std::uint64_t row = 1U << 16U;
    to.write(true, 2 * row, true, -2.0, 4.0);
    to.write(row, 2 * row, std::uint64_t{0}, std::uint64_t{0}, 2 * row, row, row); // -2, -1, below 1 of either sign, 1, 2, 4
    auto const frame = to_bytes(few);
    std::span const payload = std::span(frame).subspan(detail::frame_header, expected.size());
    CHECK(frame.size() == detail::frame_header + expected.size() + detail::frame_trailer);
    CHECK(std::equal(payload.begin(), payload.end(), expected.begin()));
}

TEST_CASE("bytes of kll") {
    cell_bytes::check<cells::kll<64>>([](auto const& c) {
        read_quantiles(c);
        seen = c.rank_error();
    });
    check_many<cells::kll<>>(read_quantiles);
    check_many<cells::kll<64>>(read_quantiles, 500'000);
}

TEST_CASE("bytes of tdigest") {
    auto const use = [](auto c) {
        read_quantiles(c);
        seen = c.min() + c.max() + static_cast<double>(c.clusters().size());
    };
    cell_bytes::check<cells::tdigest<10>>(use);
    check_many<cells::tdigest<>>(use);
}

TEST_CASE("bytes of hyperloglog") {
    auto const use = [](auto const& c) { seen = c.distinct(); };
    cell_bytes::check<cells::hyperloglog<7>>(use);
    check_many<cells::hyperloglog<>>(use);
}

TEST_CASE("bytes of space_saving") {
    auto const use = [](auto const& c) {
        std::array<frequent, 8> found;
        for (std::size_t i = c.top(found); i-- != 0;)
            seen = found[i].rows + static_cast<double>(found[i].text().size());
        seen = c.least();
    };
    cell_bytes::check<cells::space_saving<8>>(use);
    check_many<cells::space_saving<>>(use);
    cells::space_saving<> texts, back;
    for (int i = 0; i != 300; ++i) texts(std::string("model number ") + std::to_string(i % 90), 1 + i % 3);
    REQUIRE(!from_bytes(to_bytes(texts), back));
    CHECK(back == texts);
    cell_bytes::check_hostile(texts, use, 300);
}

TEST_CASE("bytes of reservoir") {
    auto const use = [](auto const& c) { seen = c.values()[0]; };
    cell_bytes::check<cells::reservoir<8>>(use);
    check_many<cells::reservoir<>>(use);
}

TEST_CASE("bytes of buckets") {
    cell_bytes::check<cells::buckets<fixed_bounds<0, 1, 10>>>([](auto const& c) { seen = c.rows()[1]; });
    cells::buckets<fixed_bounds<0, 1, 11>> other;
    CHECK(from_bytes(to_bytes(cells::buckets<fixed_bounds<0, 1, 10>>{}), other) == bytes_errc::other_cell);
}

TEST_CASE("bytes of exponential_buckets") {
    auto const use = [](auto const& c) { seen = c.bound(c.positive().offset) + c.zeros() + c.negative().rows(0); };
    cell_bytes::check<cells::exponential_buckets<16>>(use);
    check_many<cells::exponential_buckets<>>(use);
}

TEST_CASE("bytes of ridges") {
    auto const use = [](auto const& c) {
        c.for_each([](timestamp from, timestamp to, auto visit) {
            visit([&](double low, double high, double rows) { seen = low + high + rows; });
            seen = static_cast<double>(from.time_since_epoch().count()) +
                   static_cast<double>(to.time_since_epoch().count());
        });
    };
    cell_bytes::check<cells::ridges<4, 8, 0>>(use);
    check_many<cells::ridges<>>(use);
}

TEST_CASE("bytes of accumulators of text") {
    accumulator_of<std::string_view, decltype(distinct | top<3> | count)> tags, back;
    for (std::string_view const tag : {"a", "b", "a"}) tags(tag);
    REQUIRE(!from_bytes(to_bytes(tags), back));
    CHECK(back == tags);
    CHECK(back[top<3>][0].text() == "a");
    accumulator_of<double, decltype(distinct | top<3> | count)> numbers;
    CHECK(from_bytes(to_bytes(tags), numbers) == bytes_errc::other_composition);
}
