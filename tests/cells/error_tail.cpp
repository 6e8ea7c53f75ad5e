// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/error_tail.hpp>
#include <crucible/telemetry/serial/bytes.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace ct = crucible::telemetry;
using ct::cells::error_tail;
using Catch::Matchers::WithinRel;

namespace {

/// What the bins are an approximation of: weights of the errors that are greater, and half of those in the same bin.
double odds_by_hand(std::vector<double> const& errors, double e, double memory) {
    double all = 1, beyond = 0.5;
    auto const bin = [](double x) { return std::floor(16 * (std::ldexp(x, -std::ilogb(x)) + std::ilogb(x))); };
    for (std::size_t i = 0; i != errors.size(); ++i) {
        double const weight = std::pow(1 + 1 / memory, -static_cast<double>(errors.size() - i));
        all += weight;
        if (bin(errors[i]) > bin(e)) beyond += weight;
        else if (bin(errors[i]) == bin(e)) beyond += weight / 2;
    }
    return all / beyond;
}

std::vector<double> some_errors(std::size_t n) {
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> law(0, 2);
    std::vector<double> all(n);
    for (double& x : all) x = law(random);
    return all;
}

} // namespace

TEST_CASE("odds are one over the weighted share of greater errors") {
    auto const errors = some_errors(5000);
    for (double const memory : {50.0, 1000.0, 1e6}) {
        error_tail c;
        for (double const e : errors) c.add(e, memory);
        for (double const e : {1e-3, 0.5, 1.0, 7.0, 40.0})
            CHECK_THAT(c.odds(e, 1), WithinRel(std::max(1.0, odds_by_hand(errors, e, memory)), 1e-4));
    }
}

TEST_CASE("weights are brought back before they grow too great, and nothing else changes") {
    auto const errors = some_errors(3000); // (1 + 1/50)^700 is the greatest weight
    error_tail c;
    for (double const e : errors) c.add(e, 50);
    error_tail recent;
    for (std::size_t i = 2000; i != errors.size(); ++i) recent.add(errors[i], 50);
    for (double const e : {0.1, 1.0, 10.0}) CHECK_THAT(c.odds(e, 1), WithinRel(recent.odds(e, 1), 1e-4));
}

TEST_CASE("beyond the greatest error odds grow by a power") {
    error_tail c;
    for (int i = 1; i <= 1000; ++i) c.add(1, 1e6);
    double const record = c.odds(1.9, 0); // in a bin of its own
    CHECK_THAT(record, WithinRel(2001.0, 1e-3));
    CHECK_THAT(c.odds(190, 0), WithinRel(record, 1e-9));
    CHECK_THAT(c.odds(190, 1), WithinRel(record * 190, 0.01));
    CHECK_THAT(c.odds(190, 0.5), WithinRel(record * std::sqrt(190), 0.01));
    CHECK(std::isfinite(c.odds(0x1p480, 10)));
}

TEST_CASE("nothing is rare where nothing is known") {
    error_tail c;
    CHECK(c.odds(1, 1) == 1);
    for (int i = 0; i != 20'000; ++i) c.add(0, 10'000);
    CHECK(c.odds(1, 1) == 1);
    CHECK(c.odds(0, 1) == 1);
    CHECK(c.reach() == 0);
}

TEST_CASE("one error does no more than double the reach") {
    error_tail c;
    c.add(1, 1e6);
    CHECK(c.reach() == 1);
    c.add(0x1p480, 1e6);
    CHECK(c.reach() == 2);
    c.add(1.5, 1e6);
    CHECK_THAT(c.reach(), WithinRel(2.0, 1e-5));
}

TEST_CASE("magnitudes outside the bins share the outermost ones") {
    error_tail c;
    for (double const e : {1e-300, 1e-20, 1e20, 0x1p480}) c.add(e, 1000);
    CHECK(c.odds(1e-310, 1) <= c.odds(1, 1));
    CHECK(c.odds(1, 1) <= c.odds(1e300, 1));
}

TEST_CASE("odds of nats are powers of e") {
    static_assert(error_tail::odds_of(0) == 1);
    for (double const nats : {0.5, 1.0, 9.0, 100.0})
        CHECK_THAT(error_tail::odds_of(nats), WithinRel(std::exp(nats), 1e-13));
}

TEST_CASE("what was the greatest error is forgotten until it is next to 0, where it would be slow, and no further") {
    error_tail c;
    c.add(1, 10);
    for (int i = 0; i != 20'000; ++i) c.add(0, 10);
    CHECK(c.reach() > std::numeric_limits<double>::min());
    CHECK(c.odds(1, 0.7) > 2);
}
