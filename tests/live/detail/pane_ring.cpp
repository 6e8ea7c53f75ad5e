// SPDX-License-Identifier: MIT
#include <crucible/telemetry/live/detail/pane_ring.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/basic.hpp>

#include <crucible/telemetry/statistics/accumulator.hpp>

#include <atomic>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>
#include <thread>
#include <vector>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using ct::timestamp;

using small = ct::accumulator_of<double, decltype(ct::count | ct::sum | ct::min | ct::max)>;
using with_quantiles = ct::accumulator_of<double, decltype(ct::count | ct::quantile<.5>)>;

template <class Accumulator, ct::extent Length, ct::extent Kept, bool Shared = true>
using ring = ct::detail::pane_ring<Accumulator, Length, Kept, Shared>;

constexpr timestamp at(std::int64_t ns) { return timestamp{timestamp::duration{ns}}; }

struct seen {
    double value;
    std::int64_t when;
};

template <class Ring>
void feed(Ring& to, std::vector<seen> const& rows) {
    std::vector<double> values;
    std::vector<timestamp> times;
    for (seen const& s : rows) values.push_back(s.value), times.push_back(at(s.when));
    to.add(values, times);
}

/// What the panes of [from, to] should be.
small recomputed(std::vector<seen> const& rows, std::int64_t length, std::int64_t from, std::int64_t to) {
    small all;
    for (seen const& s : rows)
        if (auto const n = ct::detail::floor_divide(s.when, length); n >= from && n <= to) all(s.value);
    return all;
}

void check_equal(small const& a, small const& b) {
    CHECK(a[ct::count] == b[ct::count]);
    CHECK(a[ct::sum] == b[ct::sum]); // of whole numbers, which doubles add exactly
    if (b[ct::count] == 0) return;
    CHECK(a[ct::min] == b[ct::min]);
    CHECK(a[ct::max] == b[ct::max]);
}

/// Rows that mostly go forward, with gaps, repetitions and, if `late`, some that come too late.
std::vector<seen> some_rows(unsigned seed, std::size_t n, bool late) {
    std::mt19937 random(seed);
    std::vector<seen> rows;
    std::int64_t now = -700;
    for (std::size_t i = 0; i != n; ++i) {
        auto const what = random() % 50;
        now += what == 0 ? static_cast<std::int64_t>(random() % 300) : static_cast<std::int64_t>(random() % 4);
        std::int64_t const back = late && what > 44 ? static_cast<std::int64_t>(random() % 60) : 0;
        rows.push_back({static_cast<double>(random() % 1000), now - back});
    }
    return rows;
}

template <bool Shared>
struct sharing {
    static constexpr bool value = Shared;
};

} // namespace

TEMPLATE_TEST_CASE("any stretch of panes equals its rows, with gaps and rows that come late", "", sharing<true>,
                   sharing<false>) {
    bool const late = GENERATE(false, true);
    auto const rows = some_rows(late ? 1 : 2, 3000, late);
    ring<small, 10ns, 300ns, TestType::value> panes;
    std::mt19937 random(3);
    std::vector<seen> before;
    for (std::size_t i = 0; i < rows.size();) {
        std::size_t const n = std::min<std::size_t>(1 + random() % 40, rows.size() - i);
        std::vector<seen> const batch(rows.begin() + static_cast<std::ptrdiff_t>(i),
                                      rows.begin() + static_cast<std::ptrdiff_t>(i + n));
        feed(panes, batch);
        panes.publish();
        before.insert(before.end(), batch.begin(), batch.end());
        i += n;
        std::int64_t const last = panes.newest();
        std::int64_t const from = last - static_cast<std::int64_t>(random() % 31);
        std::int64_t const to = from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(last - from + 1));
        typename decltype(panes)::pane total{};
        REQUIRE(panes.sum(from, to, total));
        check_equal(total.content, recomputed(before, 10, from, to));
        CHECK(static_cast<std::uint64_t>(total.rows) == total.content[ct::count]);
    }
    CHECK(panes.missed() == 0);
    CHECK(panes.rows() == 3000);
}

TEST_CASE("panes of rows follow the rows, whatever their times") {
    ring<small, 7, 70> panes;
    for (int i = 0; i != 100; ++i) {
        feed(panes, {{static_cast<double>(i), 1000 - i}});
        panes.publish();
    }
    CHECK(panes.newest() == 99 / 7);
    decltype(panes)::pane total{};
    REQUIRE(panes.sum(10, 11, total));
    CHECK(total.rows == 14);
    CHECK(total.content[ct::min] == 70);
    CHECK(total.content[ct::max] == 83);
    CHECK(total.first == at(1000 - 83));
    CHECK(total.last == at(1000 - 70));
}

TEST_CASE("what comes later than any pane is kept is counted, and in no pane") {
    ring<small, 10ns, 50ns> panes;
    feed(panes, {{1, 5}, {2, 100'005}, {3, 7}});
    panes.publish();
    CHECK(panes.missed() == 1);
    decltype(panes)::pane total{};
    REQUIRE(panes.sum(panes.newest() - 5, panes.newest(), total));
    CHECK(total.content[ct::sum] == 2);
}

TEST_CASE("a reset ring knows nothing of what was before") {
    ring<small, 10ns, 160ns> panes;
    for (std::int64_t i = 0; i != 100; ++i) feed(panes, {{1, 10 * i}});
    panes.publish();
    panes.reset();
    CHECK(panes.newest() == decltype(panes)::none);
    CHECK(panes.rows() == 0);
    feed(panes, {{5, 995}});
    panes.publish();
    decltype(panes)::pane total{};
    REQUIRE(panes.sum(83, 99, total));
    CHECK(total.content[ct::sum] == 5);
    std::int64_t held = 83;
    CHECK(panes.find_held(held, 99));
    CHECK(held == 99);
}

TEST_CASE("who looks for panes that were given up is told so") {
    ring<small, 10ns, 50ns> panes;
    for (std::int64_t i = 0; i != 100; ++i) feed(panes, {{1, 10 * i}});
    panes.publish();
    decltype(panes)::pane total{};
    CHECK_FALSE(panes.sum(0, 3, total));
    std::int64_t held = 0;
    CHECK_FALSE(panes.find_held(held, 3));
}

TEST_CASE("nothing is seen before it is published, and the ends of all time are no trouble") {
    ring<small, 1h, 4h> panes;
    feed(panes, {{1, std::numeric_limits<std::int64_t>::min()}, {2, std::numeric_limits<std::int64_t>::max()}});
    CHECK(panes.rows() == 0);
    panes.publish();
    CHECK(panes.rows() == 2);
    decltype(panes)::pane total{};
    REQUIRE(panes.sum(panes.newest() - 4, panes.newest(), total));
    CHECK(total.content[ct::sum] == 2);
}

TEST_CASE("quantiles of a stretch are those of its rows, to the last bit") {
    ring<with_quantiles, 100ns, 10us> panes;
    std::mt19937 random(5);
    std::vector<seen> rows;
    for (std::int64_t i = 0; i != 20'000; ++i) rows.push_back({static_cast<double>(random() % 100'000), i / 2});
    feed(panes, rows);
    panes.publish();
    decltype(panes)::pane total{};
    REQUIRE(panes.sum(13, 90, total));
    with_quantiles expected;
    for (seen const& s : rows)
        if (s.when / 100 >= 13 && s.when / 100 <= 90) expected(s.value);
    CHECK(total.content == expected);
}

TEST_CASE("any thread reads whole panes while one feeds them") {
    ring<small, 10ns, 1us> panes;
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0}, readings{0};
    std::vector<std::thread> readers;
    for (int r = 0; r != 2; ++r)
        readers.emplace_back([&] {
            while (!done) {
                std::int64_t const last = panes.newest();
                if (last == decltype(panes)::none || last < 60) continue;
                decltype(panes)::pane total{};
                // Panes that have ended hold ten rows each, of the number of their pane.
                if (!panes.sum(last - 50, last - 1, total)) continue;
                double const expected = 10.0 * 50 * (2.0 * static_cast<double>(last) - 51) / 2;
                wrong += total.rows != 500 || total.content[ct::sum] != expected;
                ++readings;
            }
        });
    for (std::int64_t i = 0; i != 200'000; ++i) {
        double const value = static_cast<double>(i / 10);
        timestamp const when = at(i);
        panes.add(std::span{&value, 1}, std::span{&when, 1});
        if (i % 7 == 0) panes.publish();
    }
    while (readings == 0) {
        panes.publish();
        std::this_thread::yield();
    }
    done = true;
    for (std::thread& r : readers) r.join();
    CHECK(wrong == 0);
}
