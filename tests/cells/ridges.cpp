// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/ridges.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace crucible::telemetry;
using cells::ridges;

namespace {

timestamp at(std::int64_t ns) { return timestamp{timestamp::duration{ns}}; }

struct pane {
    timestamp from, to;
    double rows = 0, low = 1e300, high = -1e300;
};
std::vector<pane> panes(auto const& c) {
    std::vector<pane> all;
    c.for_each([&](timestamp from, timestamp to, auto visit) {
        pane p{from, to};
        visit([&](double low, double high, double rows) {
            p.rows += rows;
            p.low = std::min(p.low, low);
            p.high = std::max(p.high, high);
        });
        all.push_back(p);
    });
    return all;
}

} // namespace

TEST_CASE("steps as times: one pane each while they fit, then two together, then four") {
    ridges<8, 16> c;
    CHECK(panes(c).empty());
    for (int step = 0; step != 8; ++step) c(step, 1, at(step));
    auto all = panes(c);
    REQUIRE(all.size() == 8);
    for (std::size_t i = 0; i != 8; ++i) {
        CHECK(all[i].rows == 1);
        CHECK(all[i].low <= static_cast<double>(i));
        CHECK(all[i].high >= static_cast<double>(i));
    }
    c(8, 1, at(8));
    all = panes(c);
    REQUIRE(all.size() == 5);
    CHECK(all[0].rows == 2);
    CHECK(all[4].rows == 1);
    CHECK(all[4].from == at(8));
    CHECK(all[4].to == at(8));
    for (int step = 9; step != 32; ++step) c(1, 1, at(step));
    all = panes(c);
    REQUIRE(all.size() == 8);
    for (pane const& p : all) CHECK(p.rows == 4);
    CHECK(all[1].from == at(4));
    CHECK(all[1].to == at(7));
}

TEST_CASE("panes of nanoseconds over days, before and after the epoch") {
    ridges<> c;
    std::int64_t const day = 86'400'000'000'000;
    for (int i = -50; i != 50; ++i) c(i, 1, at(i * day));
    auto const all = panes(c);
    CHECK(all.size() <= 32);
    CHECK(all.size() > 16);
    CHECK(all.front().from == at(-50 * day));
    CHECK(all.back().to == at(49 * day));
    double rows = 0;
    for (pane const& p : all) rows += p.rows;
    CHECK(rows == 100);
}

TEST_CASE("the ends of all time") {
    ridges<> c;
    c(1, 1, timestamp::max());
    c(2, 1, timestamp::min());
    c(0, 2.5);
    double rows = 0;
    for (pane const& p : panes(c)) rows += p.rows;
    CHECK(rows == 4.5);
}

TEST_CASE("a distribution that moves is seen to move") {
    ridges<> c;
    for (int i = 0; i != 3200; ++i) c(5 - i * 1e-3 + (i % 10) * 1e-2, 1, at(i));
    auto const all = panes(c);
    for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i].high <= all[i - 1].high);
    CHECK(all.front().low > all.back().high);
}
