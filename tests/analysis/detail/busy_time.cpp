// SPDX-License-Identifier: MIT
#include "analysis/model.hpp"

#include <random>

using namespace analysis_test;

namespace {

struct work {
    int from, until;
};

/// Seconds in which some work is going on, counted one by one.
int counted(std::vector<work> const& all) {
    std::array<bool, 2000> busy{};
    for (work const& w : all)
        for (int t = w.from; t < w.until; ++t) busy[static_cast<std::size_t>(t)] = true;
    return static_cast<int>(std::count(busy.begin(), busy.end(), true));
}

int measured(std::vector<work> const& all) {
    ct::detail::busy_time busy;
    for (work const& w : all) busy.add(at(std::chrono::seconds{w.from}), at(std::chrono::seconds{w.until}));
    return static_cast<int>(busy.total() / 1s);
}

} // namespace

TEST_CASE("work one after the other adds up, gaps do not count") {
    CHECK(measured({}) == 0);
    CHECK(measured({{0, 3}, {3, 5}, {10, 11}}) == 6);
    std::vector<work> many;
    for (int i = 0; i != 100; ++i) many.push_back({10 * i, 10 * i + 3});
    CHECK(measured(many) == 300);
}

TEST_CASE("work that overlaps counts once") {
    CHECK(measured({{0, 10}, {1, 11}, {2, 12}}) == 12);
    CHECK(measured({{4, 5}, {7, 8}, {0, 9}}) == 9);
    CHECK(measured({{0, 9}, {4, 5}}) == 9);
    CHECK(measured({{5, 9}, {0, 2}, {3, 4}}) == 7);
    CHECK(measured({{5, 5}, {5, 4}}) == 0);
}

TEST_CASE("random work is measured as counted one by one") {
    std::mt19937 random(3);
    auto const below = [&](unsigned n) { return static_cast<int>(random() % n); };
    for (int round = 0; round != 500; ++round) {
        std::vector<work> all;
        int end = 30;
        for (int i = 0; i != 60; ++i) {
            end += below(6);
            all.push_back({end - below(12), end}); // in order of ends, reaching back over a few gaps
        }
        REQUIRE(measured(all) == counted(all));
    }
}

TEST_CASE("what reaches back over more than four gaps is counted from there") {
    std::vector<work> all;
    for (int i = 0; i != 20; ++i) all.push_back({10 * i, 10 * i + 1});
    all.push_back({0, 200});
    CHECK(measured(all) == 12 + (200 - 111)); // twelve are settled, the last of them at 110 to 111
}
