// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/focus.hpp>

#include "detect/detectors.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

/// max over t of n / 2 ln(R / (squares about the mean of the first t and about that of the others)).
double brute_force(std::span<double const> all) {
    auto const squares = [](std::span<double const> some) {
        long double mean = 0, sum = 0;
        for (double const x : some) mean += x;
        mean /= static_cast<long double>(some.size());
        for (double const x : some) sum += (x - mean) * (x - mean);
        return sum;
    };
    long double const whole = squares(all);
    long double greatest = 0;
    for (std::size_t t = 1; t != all.size(); ++t)
        greatest = std::max(greatest, std::log(whole / (squares(all.first(t)) + squares(all.subspan(t)))));
    return static_cast<double>(greatest * static_cast<long double>(all.size()) / 2);
}

using endless = ct::cells::focus<ct::focus_rule{.threshold = 1e6}>;

void check_scores(values const& all) {
    endless c;
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        if (i < 4) continue; // the least change is no less than the scale of so few
        double const expected = brute_force(std::span(all).first(i + 1));
        REQUIRE(std::abs(c.score() - expected) <= 1e-9 * std::max(1.0, expected));
    }
}

} // namespace

TEST_CASE("the likelihood ratio is the greatest over all places of a change, at every row") {
    check_scores(noise(500));
    check_scores(noise(500, 7, std::student_t_distribution<double>(3)));
    check_scores(shifted(noise(400), 250, 1));
    check_scores(shifted(shifted(noise(400), 100, 2), 250, -4));
    check_scores(noise(300, 8, std::normal_distribution<double>(1e6, 1)));
    auto walk = noise(400);
    for (std::size_t i = 1; i != walk.size(); ++i) walk[i] = 0.95 * walk[i - 1] + walk[i];
    check_scores(walk);
}

TEST_CASE("a change is found by the same row as by brute force, and began where it did") {
    auto const all = shifted(noise(600), 400, 1.2);
    std::size_t expected = 29;
    while (!(brute_force(std::span(all).first(expected + 1)) > 16)) ++expected;
    CHECK(told<ct::cells::focus<>>(all).front() == expected);
    ct::cells::focus<> c;
    for (double const x : all) c(x);
    CHECK(c.began() > 390);
    CHECK(c.began() < 415);
}

TEST_CASE("a trend, most of whose rows are vertices, costs no more memory and little of the score") {
    endless c;
    values all;
    for (int i = 0; i != 2000; ++i) all.push_back(i * 0.01 + (i % 2)), c(all.back());
    double const expected = brute_force(all);
    CHECK(c.score() > 0.99 * expected);
    CHECK(c.score() <= expected * (1 + 1e-9));
}

TEST_CASE("bytes of the row at which a change was found are taken back") {
    ct::cells::focus<> c;
    auto const all = shifted(noise(600), 400, 3);
    std::size_t i = 0;
    while (c.found() == 0) c(all[i++]);
    ct::cells::focus<> again;
    REQUIRE_FALSE(ct::from_bytes(ct::to_bytes(c), again));
    CHECK(again == c);
    for (; i != all.size(); ++i) c(all[i]), again(all[i]);
    CHECK(again == c);
}
