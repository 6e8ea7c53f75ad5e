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
