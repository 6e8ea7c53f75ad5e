// SPDX-License-Identifier: MIT
#include "serial/cell_bytes.hpp"

#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/paired.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

#include <cstring>

using namespace crucible::telemetry;
using namespace std::chrono_literals;
using cell_bytes::after;
using cell_bytes::seal;

namespace {

/// Keeps the compiler from dropping what is only read.
double volatile seen;

std::vector<std::byte> of_digits(char const* hexadecimal) {
    std::vector<std::byte> data;
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (char const* p = hexadecimal; *p != 0; ++p) {
        if (*p == ' ') continue;
        data.push_back(static_cast<std::byte>(16 * digit(p[0]) + digit(p[1])));
        ++p;
    }
    return data;
}

} // namespace

TEST_CASE("bytes of counted") {
    cell_bytes::check<cells::counted>([](auto const& c) { seen = c.count(); });
}
TEST_CASE("bytes of aside") {
    cell_bytes::check<cells::aside>([](auto const& c) { seen = c.nonfinite(); });
}
TEST_CASE("bytes of total") {
    cell_bytes::check<cells::total>([](auto const& c) { seen = c.sum(); });
}
TEST_CASE("bytes of moments") {
    cell_bytes::check<cells::moments>([](auto const& c) { seen = c.mean() + c.variance() + c.population_variance(); });
}
TEST_CASE("bytes of shape") {
    cell_bytes::check<cells::shape>([](auto const& c) { seen = c.mean() + c.skewness() + c.excess_kurtosis(); });
}
TEST_CASE("bytes of extrema") {
    cell_bytes::check<cells::extrema>([](auto const& c) { seen = c.min() + c.max(); });
}
TEST_CASE("bytes of elapsed") {
    cell_bytes::check<cells::elapsed>([](auto const& c) { seen = c.per_second(c.count()); });
}
TEST_CASE("bytes of edges") {
    cell_bytes::check<cells::edges>([](auto const& c) { seen = c.first() + c.last() + c.seconds(); });
}
TEST_CASE("bytes of flow") {
    cell_bytes::check<cells::flow>([](auto const& c) { seen = c.throughput(); });
}
TEST_CASE("bytes of successes") {
    using cell = cells::successes;
    cell c, d;
    for (int i = 0; i != 10; ++i) c(i % 3 == 0 ? 1 : 0, 1.5);
    CHECK_FALSE(from_bytes(to_bytes(c), d));
    CHECK(c == d);
    cell_bytes::check_hostile(c, [](cell const& e) { seen = e.rate(); });
}
TEST_CASE("bytes of exact_sample") {
    cell_bytes::check<cells::exact_sample>([](auto const& c) {
        if (c != cells::exact_sample{}) seen = c.quantiles(std::array{0.0, .3, 1.0})[1];
    });
}

TEST_CASE("bytes of peaks") {
    cell_bytes::check<cells::peaks>([](auto const& c) {
        seen = c.min() + c.max();
        seen = c.min_at() < c.max_at() ? 1 : 0;
    });
}
TEST_CASE("bytes of decayed cells") {
    cell_bytes::check<cells::decayed_rows<20>>([](auto const& c) { seen = c.mean() + c.variance() + c.weight(); });
    cell_bytes::check<cells::decayed_time<1s>>([](auto const& c) { seen = c.mean() + c.variance() + c.weight(); });
    cell_bytes::check<cells::decayed_flow<1s>>(
        [](auto const& c) { seen = c.rows_per_second() + c.amount_per_second(); });
    cells::decayed_rows<21> another;
    CHECK(from_bytes(to_bytes(cells::decayed_rows<20>{}), another) == bytes_errc::other_cell);
}

namespace {

/// Pairs in one at a time, as `after` feeds them: (x, weight).
template <class PairCell, class Use>
void check_pair_cell(Use use) {
    for (std::size_t const n : {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{200}}) {
        auto written = after<PairCell>(n);
        PairCell read;
        REQUIRE_FALSE(from_bytes(to_bytes(written), read));
        CHECK(read == written);
        written(3, 4), read(3, 4);
        written += after<PairCell>(7), read += after<PairCell>(7);
        CHECK(to_bytes(read) == to_bytes(written));
    }
    cell_bytes::check_damage(after<PairCell>(70));
    auto const go_on = [&](PairCell c) {
        use(c);
        c += after<PairCell>(5);
        for (int i = 0; i != 70; ++i) c(i, -i, 1.5);
        use(c);
    };
    cell_bytes::check_hostile(after<PairCell>(70), go_on);
    cell_bytes::check_hostile(PairCell{}, go_on);
}

} // namespace

TEST_CASE("bytes of cells of pairs") {
    check_pair_cell<cells::comoments>([](auto const& c) { seen = c.covariance() + c.correlation() + c.count(); });
    check_pair_cell<cells::located>([](auto const& c) { seen = c.at_min() + c.at_max(); });
}

TEST_CASE("every byte of a frame is as documented") {
    cells::counted c;
    for (int i = 0; i != 3; ++i) c(0);
    c(0, 2.5);
    auto const expected = of_digits("89435443 0100 0100 050ad59e2c8d336a 1000000000000000 "
                                    "0300000000000000 0000000000000440 62804a2a");
    CHECK(to_bytes(c) == expected);
}

TEST_CASE("bytes say what is wrong with them") {
    auto const sound = to_bytes(after<cells::moments>(10));
    cells::moments m;
    auto const refusal = [&](auto change) {
        auto changed = sound;
        change(changed);
        return from_bytes(changed, m);
    };
    CHECK(refusal([](auto& d) { d[0] = std::byte{0}; }) == bytes_errc::foreign);
    CHECK(refusal([](auto& d) { d[4] = std::byte{0}; }) == bytes_errc::foreign);
    CHECK(refusal([](auto& d) { d[4] = std::byte{2}; }) == bytes_errc::newer_format);
    CHECK(refusal([](auto& d) { d[6] = std::byte{2}; }) == bytes_errc::damaged);
    CHECK(refusal([](auto& d) { d[6] = std::byte{2}, seal(d); }) == bytes_errc::newer_cell);
    CHECK(refusal([](auto& d) { d[6] = std::byte{0}, seal(d); }) == bytes_errc::invalid);
    CHECK(refusal([](auto& d) { d[8] ^= std::byte{1}, seal(d); }) == bytes_errc::other_cell);
    CHECK(refusal([](auto& d) { d[23] = std::byte{0xff}; }) == bytes_errc::truncated);
    CHECK(refusal([](auto& d) { d[30] ^= std::byte{1}; }) == bytes_errc::damaged);
    CHECK(refusal([](auto& d) { d[39] |= std::byte{0x80}, seal(d); }) == bytes_errc::invalid); // a negative weight
    CHECK(refusal([](auto& d) { d.push_back(std::byte{}); }) == bytes_errc::trailing);
    CHECK(refusal([](auto&) {}) == std::error_code{});
    CHECK(from_bytes(to_bytes(cells::counted{}), m) == bytes_errc::other_cell);
    CHECK(from_bytes(to_bytes(after<accumulator_of<double, mean_t>>(3)), m) == bytes_errc::other_cell);
    for (int code = 1; code != 10; ++code)
        CHECK(make_error_code(static_cast<bytes_errc>(code)).message() != "unknown error");
    CHECK(std::strcmp(bytes_category().name(), "crucible_telemetry.bytes") == 0);
}

TEST_CASE("a payload longer than the cell's is refused") {
    auto data = to_bytes(after<cells::counted>(10));
    data.insert(data.end() - 4, 8, std::byte{0});
    data[16] = std::byte{24};
    seal(data);
    cells::counted c;
    CHECK(from_bytes(data, c) == bytes_errc::invalid);
}

TEST_CASE("an accumulator comes back with all its cells and goes on as before") {
    using all = decltype(count | mean | variance | min | max | sum | first | last | rate | throughput | median |
                         nonfinite);
    using state = accumulator_of<double, all>;
    for (std::size_t const n : {std::size_t{0}, std::size_t{1}, std::size_t{1000}}) {
        state written = after<state>(n), read;
        written(std::numeric_limits<double>::infinity());
        REQUIRE_FALSE(from_bytes(to_bytes(written), read));
        CHECK(read[nonfinite] == 1);
        CHECK(to_bytes(read) == to_bytes(written));
        written(5, 2, timestamp{3s}), read(5, 2, timestamp{3s});
        CHECK(to_bytes(read) == to_bytes(written));
    }
    cell_bytes::check_damage(after<accumulator_of<double, decltype(count | max | last)>>(70));
    cell_bytes::check_hostile(after<state>(20), [](state a) {
        a(3.5);
        a += after<state>(3);
        all::for_each([&](auto s) { seen = static_cast<double>(a[s]); });
    });
}

TEST_CASE("an accumulator is read by one with the same cells, in whatever order") {
    accumulator_of<double, decltype(mean | max)> const written = after<accumulator_of<double, decltype(mean | max)>>(9);
    auto const bytes_written = to_bytes(written);
    accumulator_of<double, decltype(max | variance | count)> same;
    CHECK_FALSE(from_bytes(bytes_written, same));
    CHECK(same[max] == written[max]);
    CHECK(same[count] == 11); // rows 4 and 9 count 2.5
    accumulator_of<std::int64_t, decltype(max | mean)> whole;
    CHECK_FALSE(from_bytes(bytes_written, whole));
    accumulator_of<double, decltype(mean | max | sum)> more;
    CHECK(from_bytes(bytes_written, more) == bytes_errc::other_composition);
    accumulator_of<double, decltype(mean | min | sum)> others;
    CHECK(from_bytes(bytes_written, others) == bytes_errc::other_composition);
    accumulator_of<double, mean_t> fewer;
    CHECK(from_bytes(bytes_written, fewer) == bytes_errc::other_composition);
    cells::moments no_accumulator;
    CHECK(from_bytes(bytes_written, no_accumulator) == bytes_errc::other_cell);
    CHECK(from_bytes(to_bytes(no_accumulator), fewer) == bytes_errc::other_cell);
}

TEST_CASE("durations of one unit are not read as those of another") {
    accumulator_of<std::chrono::milliseconds, mean_t> milliseconds_seen, again;
    accumulator_of<std::chrono::microseconds, mean_t> microseconds_seen;
    accumulator_of<double, mean_t> numbers;
    milliseconds_seen(3ms);
    auto const data = to_bytes(milliseconds_seen);
    CHECK_FALSE(from_bytes(data, again));
    CHECK(again[mean] == 3ms);
    CHECK(from_bytes(data, microseconds_seen) == bytes_errc::other_composition);
    CHECK(from_bytes(data, numbers) == bytes_errc::other_composition);
}

TEST_CASE("one cell's frame twice is not two cells") {
    using state = accumulator_of<double, decltype(sum | max)>;
    auto const data = to_bytes(after<state>(5));
    constexpr std::ptrdiff_t one = 24 + 16 + 4; // both cells are two doubles
    constexpr std::ptrdiff_t cells_begin = 24 + 16;
    REQUIRE(data.size() == static_cast<std::size_t>(cells_begin + 2 * one + 4));
    auto twice = data;
    std::copy_n(data.begin() + cells_begin, one, twice.begin() + cells_begin + one);
    seal(twice);
    state read;
    CHECK(from_bytes(twice, read) == bytes_errc::other_composition);
    auto swapped = data;
    std::rotate(swapped.begin() + cells_begin, swapped.begin() + cells_begin + one, swapped.end() - 4);
    seal(swapped);
    CHECK_FALSE(from_bytes(swapped, read));
    CHECK(read == after<state>(5));
}

TEST_CASE("frames one after the other are read one after the other") {
    std::vector<std::byte> data;
    write_bytes(data, after<cells::counted>(4));
    write_bytes(data, after<accumulator_of<double, max_t>>(4));
    byte_reader from(data);
    cells::counted c;
    accumulator_of<double, max_t> a;
    CHECK_FALSE(read_bytes(from, c));
    CHECK_FALSE(read_bytes(from, a));
    CHECK(from.left() == 0);
    CHECK(c == after<cells::counted>(4));
    CHECK(read_bytes(from, c) == bytes_errc::truncated);
    CHECK(c == after<cells::counted>(4));
}

namespace {

/// Inherits a form, but has none of its own.
struct more_than_counted : cells::counted {
    double more = 0;
    friend bool operator==(more_than_counted const&, more_than_counted const&) = default;
};

/// The same name with another parameter.
template <unsigned N>
struct every_nth {
    double count = 0;
    void operator()(double, double weight = 1) { count += weight * N; }
    every_nth& operator+=(every_nth const& other) { return count += other.count, *this; }
    friend bool operator==(every_nth const&, every_nth const&) = default;

    static constexpr serial_form<every_nth> form{"test.every_nth", 1, N};
    void write(byte_writer& to) const { to.write(count); }
    static bool read(byte_reader& from, every_nth& c) { return from.read(c.count); }
};

template <unsigned N>
struct nth_t : statistic_base {
    using cell = every_nth<N>;
    static constexpr fixed_string name{"nth"};
    static double read(cell const& c) { return c.count; }
};

} // namespace

TEST_CASE("a form is a cell's own, and its parameters tell types of one name apart") {
    CHECK(more_than_counted{} == more_than_counted{});
    STATIC_CHECK(cell<more_than_counted>);
    STATIC_CHECK_FALSE(serial_cell<more_than_counted>);
    STATIC_CHECK(serial_cell<every_nth<3>>);
    every_nth<2> two;
    every_nth<3> three;
    CHECK(from_bytes(to_bytes(two), three) == bytes_errc::other_cell);
    accumulator_of<double, statistics<nth_t<2>, nth_t<3>>> both, read;
    both(0);
    CHECK_FALSE(from_bytes(to_bytes(both), read));
    CHECK(read[nth_t<2>{}] == 2);
    CHECK(read[nth_t<3>{}] == 3);
}
