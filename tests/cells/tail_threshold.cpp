// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/tail_threshold.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

template <ct::tail_threshold_rule Rule, class Law>
double alarms_in_a_million(Law law) {
    double found = 0;
    for (std::uint64_t seed = 1; seed != 5; ++seed) {
        ct::cells::tail_threshold<Rule> c;
        for (double const x : noise(250'000, seed, law)) c(x);
        found += static_cast<double>(c.found());
    }
    return found;
}

} // namespace

TEST_CASE("the risk of a false alarm is about the one that was asked for, whatever the law of the noise") {
    constexpr ct::tail_threshold_rule ten{}, hundred{.risk = 1e-3};
    CHECK(alarms_in_a_million<ten>(std::normal_distribution<double>{}) < 200);
    CHECK(alarms_in_a_million<ten>(std::student_t_distribution<double>(4)) < 200);
    CHECK(alarms_in_a_million<ten>(std::lognormal_distribution<double>{}) < 200);
    for (double const found : {alarms_in_a_million<hundred>(std::normal_distribution<double>{}),
                               alarms_in_a_million<hundred>(std::student_t_distribution<double>(4)),
                               alarms_in_a_million<hundred>(std::exponential_distribution<double>{})}) {
        CHECK(found > 700);
        CHECK(found < 1500);
    }
}

TEST_CASE("the score of an exponential tail is -ln P") {
    ct::cells::tail_threshold<ct::tail_threshold_rule{.window = 0}> c;
    for (double const x : noise(200'000, 3, std::exponential_distribution<double>{})) c(x);
    for (double const x : {5.0, 7.0, 9.0}) {
        auto copy = c;
        copy(x);
        INFO(copy.score());
        CHECK(std::abs(copy.score() - x) < 0.12 * x);
    }
    c(0.1);
    CHECK(c.score() == 0);
}

TEST_CASE("the lower tail, too") {
    auto const stream = with(with(noise(5000), 3000, 30), 4000, -30);
    using lower = ct::cells::tail_threshold<ct::tail_threshold_rule{.risk = 1e-5, .side = ct::side::down}>;
    CHECK(told<lower>(stream) == std::vector<std::size_t>{4000});
}

namespace {

/// How many of the last rows are told.
template <std::size_t Rows>
std::size_t told_in_the_last(values const& all) {
    std::size_t found = 0;
    for (std::size_t const at : told<ct::cells::tail_threshold<>>(all)) found += at >= all.size() - Rows;
    return found;
}

values scaled(std::size_t n, double sd, std::uint64_t seed) {
    return noise(n, seed, std::normal_distribution<double>(0, sd));
}

values followed_by(values a, values const& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace

TEST_CASE("the level is set anew when the noise grows, whatever the warm-up was of") {
    std::size_t after_nothing = 0, after_little = 0;
    for (std::uint64_t seed = 1; seed != 6; ++seed) {
        after_nothing += told_in_the_last<17'000>(followed_by(values(2000, 1.0), scaled(20'000, 1, seed)));
        after_little += told_in_the_last<17'000>(followed_by(scaled(5000, 0.1, 10 + seed), scaled(20'000, 1, seed)));
    }
    CHECK(after_nothing < 40); // 8.5 are asked for
    CHECK(after_little < 40);
}

TEST_CASE("the level is set anew when the noise shrinks") {
    auto all = followed_by(scaled(5000, 1, 1), scaled(20'000, 0.2, 2));
    for (std::size_t i = 10'000; i < 25'000; i += 300) all[i] += 12 * 0.2;
    std::size_t found = 0;
    for (std::size_t const at : told<ct::cells::tail_threshold<>>(all))
        found += at >= 10'000 && (at - 10'000) % 300 == 0;
    CHECK(found >= 48); // of 50
}
