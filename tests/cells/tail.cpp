// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/tail.hpp>

#include "detect/detectors.hpp"

#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

template <ct::error_of Error>
using of = ct::cells::tail<ct::tail_rule{.error = Error}>;

/// Score of a value after a thousand of noise.
template <class Cell>
double score_after_noise(double x) {
    Cell c;
    for (double const each : noise(1000)) c(each);
    c(x);
    return c.score();
}

/// Rows at or above the threshold per 1e5 rows, without the bar that joins them.
template <class Law>
double alarms(Law law, double step = 0) {
    std::uint64_t found = 0, rows = 0;
    for (std::uint64_t seed = 1; seed != 9; ++seed) {
        ct::cells::tail<ct::tail_rule{.refractory = {}}> c;
        for (double const x : noise(100'000, seed, law)) c(step > 0 ? step * std::round(x / step) : x);
        found += c.found(), rows += c.rows();
    }
    return 1e5 * static_cast<double>(found) / static_cast<double>(rows);
}

} // namespace

TEST_CASE("the error of a tail is a deviation to both sides, to one, or the value itself") {
    CHECK(score_after_noise<of<ct::error_of::deviation>>(6) > 7);
    CHECK(score_after_noise<of<ct::error_of::deviation>>(-6) > 7);
    CHECK(score_after_noise<of<ct::error_of::excess>>(6) > 7);
    CHECK(score_after_noise<of<ct::error_of::excess>>(-6) == 0);
    CHECK(score_after_noise<of<ct::error_of::shortfall>>(-6) > 7);
    CHECK(score_after_noise<of<ct::error_of::shortfall>>(6) == 0);
    CHECK(score_after_noise<of<ct::error_of::value>>(-6) > 7);
    CHECK(score_after_noise<of<ct::error_of::value>>(0) == 0);
}

TEST_CASE("the level is the mean at first") {
    ct::cells::tail<> c;
    double sum = 0;
    auto const rows = noise(1000);
    for (double const x : rows) c(x), sum += x;
    CHECK(std::abs(c.level() - sum / 1000) < 0.01);
}

TEST_CASE("one value, however great, moves the level by no more than the errors before it allow") {
    ct::cells::tail<> c;
    for (double const x : noise(5000)) c(x);
    double const level = c.level();
    c(1e300);
    CHECK(std::abs(c.level() - level) < 0.01);
}

TEST_CASE("one threshold gives every law of noise as many false alarms: 9 nats some 12 in 1e5 rows") {
    std::vector<double> const rates{alarms(std::normal_distribution<double>()),
                                    alarms(std::student_t_distribution<double>(4)),
                                    alarms(std::lognormal_distribution<double>()),
                                    alarms(std::normal_distribution<double>(), 0.1),
                                    alarms(std::normal_distribution<double>(), 0.5)};
    auto const [least, most] = std::minmax_element(rates.begin(), rates.end());
    INFO(Catch::StringMaker<std::vector<double>>::convert(rates));
    CHECK(*least > 7);
    CHECK(*most < 16);
    CHECK(*most / *least < 1.5);
}

TEST_CASE("a level that goes to 0 gets there: what is next to it is slow") {
    ct::cells::tail<ct::tail_rule{.memory = 100, .level = 0.05}> c;
    for (int row = 0; row != 50'000; ++row) c(row < 100 ? row % 7 : 0);
    CHECK(c.level() == 0);
}
