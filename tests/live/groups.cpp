// SPDX-License-Identifier: MIT
#include <crucible/telemetry/live/groups.hpp>
#include <crucible/telemetry/statistics/basic.hpp>

#include <crucible/telemetry/statistics/accumulator.hpp>

#include <catch2/catch_test_macros.hpp>
#include <thread>

namespace {

namespace ct = crucible::telemetry;
using ct::timestamp;

using small = ct::accumulator_of<double, decltype(ct::count | ct::sum)>;
using state = ct::detail::live<small, true>;
template <class Label, std::size_t Most>
using groups = ct::detail::live_groups<Label, Most, state>;

} // namespace

TEST_CASE("each label has what is its own") {
    groups<std::string, 100> all;
    for (int i = 0; i != 600; ++i) all.add("label " + std::to_string(i % 60), i, 1, timestamp{});
    CHECK(all.of("label 7").read()[ct::count] == 0); // not published yet
    all.publish();
    int n = 0;
    all.for_each([&](auto const& g) {
        CHECK(g.label == "label " + std::to_string(n++)); // in the order of their first rows
        CHECK(g.state.read()[ct::count] == 10);
    });
    CHECK(n == 60);
    CHECK(all.of("label 7").read()[ct::sum] == 10 * 7 + 60 * 45);
    CHECK(all.of("label").read()[ct::count] == 0);
    CHECK(all.of("").read()[ct::count] == 0);
}

TEST_CASE("labels beyond the most share a group, and nothing is lost") {
    groups<std::string, 3> all;
    for (int i = 0; i != 100; ++i) all.add("l" + std::to_string(i % 10), 1, 1, timestamp{});
    all.publish();
    int n = 0;
    std::uint64_t rows = 0;
    all.for_each([&](auto const& g) { ++n, rows += g.state.read()[ct::count]; });
    CHECK(n == 3);
    CHECK(rows == 30);
    CHECK(all.others().read()[ct::count] == 70);
    CHECK(all.beyond() == 70);
}

TEST_CASE("flags and numbers are labels, the greatest too") {
    groups<bool, 2000> flags;
    flags.add(true, 1, 1, timestamp{});
    flags.add(false, 2, 1, timestamp{});
    flags.add(true, 3, 1, timestamp{});
    flags.publish();
    CHECK(flags.of(true).read()[ct::sum] == 4);
    CHECK(flags.of(false).read()[ct::sum] == 2);
    groups<std::int64_t, 2000> numbers;
    for (std::int64_t const i : {std::int64_t{-1}, std::int64_t{0}, std::numeric_limits<std::int64_t>::max()})
        numbers.add(i, 1, 1, timestamp{});
    numbers.publish();
    CHECK(numbers.of(-1).read()[ct::count] == 1);
    CHECK(numbers.of(std::numeric_limits<std::int64_t>::max()).read()[ct::count] == 1);
}

TEST_CASE("after a reset there are no groups until rows come") {
    groups<std::string, 10> all;
    all.add("a", 1, 1, timestamp{});
    all.add("b", 1, 1, timestamp{});
    all.publish();
    all.add("b", 7, 1, timestamp{}); // fed, not published
    all.reset();
    int n = 0;
    all.for_each([&](auto const&) { ++n; });
    CHECK(n == 0);
    CHECK(all.of("a").read()[ct::count] == 0);
    all.add("b", 5, 1, timestamp{});
    all.publish();
    all.for_each([&](auto const& g) { CHECK(g.label == "b"); });
    CHECK(all.of("b").read()[ct::sum] == 5);
}

TEST_CASE("any thread walks over groups while one makes more") {
    groups<std::int64_t, 2000> all;
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::thread reader([&] {
        std::size_t before = 0;
        while (!done) {
            std::size_t n = 0;
            all.for_each([&](auto const& g) {
                small const now = g.state.read();
                wrong += now[ct::sum] != static_cast<double>(now[ct::count]) * static_cast<double>(g.label);
                ++n;
            });
            wrong += n < before;
            before = n;
        }
    });
    for (int round = 0; round != 20; ++round)
        for (std::int64_t i = 0; i != 1000; ++i) {
            all.add(i, static_cast<double>(i), 1, timestamp{});
            if (i % 10 == 0) all.publish();
        }
    done = true;
    reader.join();
    CHECK(wrong == 0);
}
