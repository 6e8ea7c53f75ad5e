// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/rate_change.hpp>

#include "detect/detectors.hpp"

#include <algorithm>
#include <chrono>

namespace ct = crucible::telemetry;
using namespace detectors;
using namespace std::chrono_literals;

namespace {

/// Which rows are told, of gaps in seconds.
template <ct::rate_change_rule Rule = ct::rate_change_rule{}>
std::vector<std::size_t> told_of(values const& gaps) {
    ct::cells::rate_change<Rule> c;
    std::vector<std::size_t> rows;
    ct::timestamp at{1'700'000'000s};
    for (std::size_t i = 0; i != gaps.size(); ++i) {
        at += std::chrono::nanoseconds{static_cast<std::int64_t>(gaps[i] * 1e9)};
        c(0, 1, at);
        if (c.take_finding()) rows.push_back(i);
    }
    return rows;
}

/// As often as a Poisson process of that rate.
values exponential(std::size_t n, double rate, std::uint64_t seed = 1) {
    return noise(n, seed, std::exponential_distribution<double>(rate));
}

/// Mean in which the four longest count as ten means of the others at most.
double mean_of_most(values gaps) {
    std::sort(gaps.begin(), gaps.end());
    double others = 0, all = 0;
    std::size_t const n = gaps.size() - 4;
    for (std::size_t i = 0; i != n; ++i) others += gaps[i] / static_cast<double>(n);
    for (double const gap : gaps) all += std::min(gap, 10 * others);
    return all / static_cast<double>(gaps.size());
}

values joined(values a, values const& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace

TEST_CASE("the sums are those of the likelihood ratio of gaps") {
    ct::cells::rate_change<ct::rate_change_rule{.threshold = 1e6, .factor = 3, .warm_up = 50}> c;
    auto const gaps = exponential(400, 2);
    ct::timestamp at{0s};
    double mean = 0, up = 0, down = 0, last = 0;
    values first;
    for (std::size_t i = 0; i != gaps.size(); ++i) {
        at += std::chrono::nanoseconds{static_cast<std::int64_t>(gaps[i] * 1e9)};
        c(7, 1, at);
        double const now = static_cast<double>(at.time_since_epoch().count()), gap = now - last;
        last = now;
        if (i == 0) continue;
        if (i <= 50) {
            first.push_back(gap);
            CHECK(std::isnan(c.score()) == (i != 50));
            if (i == 50) mean = mean_of_most(first);
            continue;
        }
        double const g = std::min(gap / mean, 10.0);
        up = std::max(0.0, up + std::log(3) - 2 * g);
        down = std::max(0.0, down - std::log(3) + 2 * g / 3);
        CHECK(std::abs(c.score() - std::max(up, down)) < 1e-6);
    }
}

TEST_CASE("a rate that doubles or halves is found within tens of rows, and one that stays is not") {
    CHECK(told_of(exponential(50'000, 5)).empty());
    CHECK(told_of(values(5000, 0.25)).empty());
    for (double const rate : {10.0, 2.5}) {
        auto const found = told_of(joined(exponential(2000, 5), exponential(1000, rate)));
        REQUIRE(found.size() == 1);
        CHECK(found[0] >= 2000);
        CHECK(found[0] < 2150);
    }
}

TEST_CASE("a change of rate to one side only") {
    auto const faster = joined(exponential(2000, 5), exponential(1000, 10));
    CHECK(told_of<ct::rate_change_rule{.side = ct::side::down}>(faster).empty());
    CHECK(told_of<ct::rate_change_rule{.side = ct::side::up}>(faster).size() == 1);
}

TEST_CASE("a pause, a clock that is set back, and rows of one time are no change") {
    auto gaps = exponential(3000, 5);
    gaps[1000] = 86'400;
    gaps[2000] = -3600;
    CHECK(told_of(gaps).empty());
    CHECK(told_of(values(3000, 0.0)).empty());
}

TEST_CASE("pauses during the warm-up are no change") {
    auto gaps = values(2000, 1e-3);
    gaps[50] = 60;
    CHECK(told_of(gaps).empty());
    gaps[90] = gaps[120] = gaps[199] = 60;
    CHECK(told_of(gaps).empty());
    for (std::uint64_t seed = 1; seed != 21; ++seed) {
        auto often = exponential(5000, 5, seed);
        often[50] = 86'400;
        CHECK(told_of(often).empty());
    }
}

TEST_CASE("a clock that steps to and fro is no change") {
    auto gaps = values(5000, 1e-3);
    for (std::size_t i = 100; i < gaps.size(); i += 100) gaps[i] = i % 200 == 0 ? 60 : -60;
    CHECK(told_of(gaps).empty());
}

TEST_CASE("a change is found after a warm-up that had a pause") {
    auto gaps = joined(exponential(2000, 5), exponential(1000, 10));
    gaps[50] = 86'400;
    auto const found = told_of(gaps);
    REQUIRE(found.size() == 1);
    CHECK(found[0] >= 2000);
    CHECK(found[0] < 2150);
}

TEST_CASE("rows without a time are passed over") {
    ct::cells::rate_change<> some, all;
    ct::timestamp at{1'700'000'000s};
    for (int i = 0; i != 2000; ++i) {
        at += i < 1000 ? 100ms : 20ms;
        some(0, 1, at), all(0, 1, at);
        if (i % 7 == 0) some(0);
        CHECK((some.score() == all.score() || std::isnan(all.score())));
    }
    CHECK(all.found() == 1);
    CHECK(some.found() == 1);
}

TEST_CASE("gaps of nanoseconds are as long as they are, in any year") {
    ct::cells::rate_change<> c;
    ct::timestamp at{1'700'000'000s};
    for (int i = 0; i != 100'000; ++i) c(0, 1, at += 10ns);
    CHECK(c.found() == 0);
}
