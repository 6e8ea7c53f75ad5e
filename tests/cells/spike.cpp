// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/spike.hpp>

#include "detect/detectors.hpp"

#include <algorithm>

#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace ct = crucible::telemetry;
using namespace detectors;
using Catch::Matchers::WithinRel;

namespace {

double median(values rows) {
    std::sort(rows.begin(), rows.end());
    return (rows[rows.size() / 2 - 1] + rows[rows.size() / 2]) / 2;
}

} // namespace

TEST_CASE("the window's median and MAD are exact") {
    ct::cells::detail::latest_values<128> window;
    auto const rows = noise(1000);
    for (std::size_t i = 0; i != rows.size(); ++i) {
        window.add(rows[i]);
        if (i < 127 || i % 50 != 0) continue;
        auto const last = rows.begin() + static_cast<std::ptrdiff_t>(i + 1);
        values latest(last - 128, last);
        double const center = median(latest);
        for (double& x : latest) x = std::abs(x - center);
        CHECK(window.look().median == center);
        CHECK_THAT(window.look().scale, WithinRel(1.4826022185056018 * median(latest), 1e-14));
    }
}

TEST_CASE("a spike's score is its mean distance to median and trend, in deviations") {
    auto const rows = noise(500);
    ct::cells::detail::latest_values<128> window;
    ct::cells::spike<> c;
    CHECK(std::isnan(c.score()));
    for (double const x : rows) c(x), window.add(x);
    auto const [center, scale] = window.look();
    double const robust = (20 - center) / scale;
    c(20);
    CHECK(c.score() > 0.5 * robust);
    CHECK(c.score() < 1.5 * robust); // the clipped scale is somewhat less than the MAD
    auto const f = c.take_finding().value();
    CHECK(f.score == c.score());
    ct::cells::spike<> lower, higher; // its score is the threshold where the expected range ends
    for (double const x : rows) lower(x), higher(x);
    lower(*f.expected_to - 1e-6), higher(*f.expected_to + 1e-6);
    CHECK(lower.found() == 0);
    CHECK(higher.found() == 1);
    c(-20);
    CHECK(c.score() == 0);
}

TEST_CASE("the third-deepest dip counts, each once and none that is a fall") {
    ct::cells::detail::dips known;
    auto const dip = [&](double depth, std::uint64_t row, bool falls = false) {
        known.add(depth, row, 64, 4);
        known.settle(falls);
    };
    dip(8, 1000);
    for (std::uint64_t row = 1001; row != 1064; ++row) dip(9, row); // goes on
    dip(9, 1080, true);
    CHECK(known.third() == 0);
    dip(7, 1200), dip(6, 1300);
    CHECK(known.third() == 6);
    dip(5, 1400); // not among the deepest
    CHECK(known.third() == 6);
    dip(7.5, 1500);
    CHECK(known.third() == 6); // the first was taken for no deeper than 1.5 times the usual 4
    dip(7.2, 1600);
    CHECK(known.third() == 7);
}

TEST_CASE("losses that fall in steps are judged after the last as before the first") {
    auto rows = noise(6000);
    for (std::size_t i = 0; i != rows.size(); ++i) rows[i] -= 8 * static_cast<double>(i / 1000);
    for (std::size_t const at : {500u, 5900u}) {
        INFO(at);
        CHECK(told<ct::cells::spike<>>(with(rows, at, 6.5 - rows[at] - 8 * static_cast<double>(at / 1000))) ==
              std::vector<std::size_t>{at});
    }
}

TEST_CASE("one glitch downwards does not blind the rule") {
    auto rows = with(noise(5000), 1000, -1e6);
    rows[4000] += 12;
    CHECK(told<ct::cells::spike<>>(rows) == std::vector<std::size_t>{4000});
}

namespace {

/// `n` rows like `first`, then noise of sd 0.1 about 3 with a spike of 30 sd each 500 rows.
values live_after(std::size_t n, double first) {
    values rows(n, first);
    for (double const x : noise(6000)) rows.push_back(3 + 0.1 * x);
    for (std::size_t at = n + 580; at < rows.size(); at += 500) rows[at] += 3;
    return rows;
}

} // namespace

TEST_CASE("equal rows at the beginning do not stop what is learnt of those after them") {
    for (double const first : {10.83, 0.0, 3.0})
        for (std::size_t const n : {20u, 200u}) {
            INFO(n << " rows of " << first);
            auto found = told<ct::cells::spike<>>(live_after(n, first));
            std::erase_if(found, [&](std::size_t at) { return n == 200 && at < 200 + 128; }); // the change itself
            REQUIRE(found.size() == 11);
            for (std::size_t i = 0; i != found.size(); ++i) CHECK(found[i] == n + 580 + 500 * i);
        }
}

TEST_CASE("equal rows in between leave what follows as it would be without them") {
    auto rows = noise(6000, 2);
    for (std::size_t at = 1250; at < rows.size(); at += 450) rows[at] += 12;
    auto const without = told<ct::cells::spike<>>(rows);
    REQUIRE(without.size() >= 11);
    for (std::size_t const n : {30u, 100u, 300u, 1000u, 2000u}) {
        INFO(n << " equal rows");
        auto more = rows;
        more.insert(more.begin() + 1000, n, rows[999]);
        auto found = told<ct::cells::spike<>>(more);
        for (std::size_t& at : found) at -= n;
        CHECK(found == without);
    }
}

TEST_CASE("a scale that grows for good is learnt within the window") {
    auto rows = noise(1000, 3);
    for (double& x : rows) x *= 1e-6;
    for (double const x : noise(5000, 4)) rows.push_back(x);
    auto const found = told<ct::cells::spike<>>(rows);
    CHECK(found.size() <= 8);
    CHECK((!found.empty() && found.back() < 1000 + 128));
}

TEST_CASE("a trend that goes to 0 gets there: what is next to it is slow") {
    ct::cells::detail::clipped_trend trend;
    for (std::uint64_t row = 1; row != 50'000; ++row) trend.add(row < 100 ? 1 : 0, row, 0.1, false);
    CHECK(trend.level() == 0);
    CHECK(trend.scale() == 0);
}
