// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/divergence.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("a divergence is told once until the mean has come half of the way back") {
    auto all = noise(3000);
    for (std::size_t i = 1000; i != 1500; ++i) all[i] += 5;
    for (std::size_t i = 2200; i != 3000; ++i) all[i] += 5;
    auto const found = told<ct::cells::divergence<>>(all);
    REQUIRE(found.size() == 2);
    CHECK(found[0] > 1000);
    CHECK(found[0] < 1060);
    CHECK(found[1] > 2200);
    CHECK(found[1] < 2260);
}

TEST_CASE("a spike is no divergence, however high") {
    CHECK(told<ct::cells::divergence<>>(with(noise(3000), 1000, 1e6)).empty());
}

TEST_CASE("the score is in standard errors above the best") {
    ct::cells::divergence<> c;
    for (double const x : noise(500)) c(x);
    CHECK(c.score() >= 0);
    CHECK(c.score() < 8);
    for (int i = 0; i != 1000; ++i) c(2 + (i % 2 == 0 ? 1 : -1));
    CHECK(c.found() == 1);
    CHECK(c.score() > 12);
}

namespace {

/// Noise of which the standard deviation changes from row to row, about a level that may, too.
template <class Scale, class Level>
values about(std::size_t n, std::uint64_t seed, Scale scale, Level level) {
    auto all = noise(n, seed);
    for (std::size_t i = 0; i != n; ++i) all[i] = level(i) + all[i] * scale(i);
    return all;
}

std::size_t told_by_default(values const& all) { return told<ct::cells::divergence<>>(all).size(); }

} // namespace

TEST_CASE("noise that shrinks is no divergence: the best of a noisy time is as uncertain as it was") {
    auto const flat = [](std::size_t) { return 2.0; };
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed != 21; ++seed) {
        found += told_by_default(about(10'000, seed, [](std::size_t i) { return i < 5000 ? 0.1 : 0.01; }, flat));
        found += told_by_default(about(10'000, seed, [](std::size_t i) { return i < 5000 ? 1 : 0.3; }, flat));
        found += told_by_default(about(
            20'000, seed, [](std::size_t i) { return std::exp(-3 * static_cast<double>(i) / 20'000); }, flat));
        found += told_by_default(about(
            20'000, seed, [](std::size_t i) { return 0.1 * std::pow(0.05, static_cast<double>(i) / 20'000); },
            [](std::size_t i) { return 2 - 0.02 * static_cast<double>(i) / 20'000; }));
    }
    CHECK(found == 0);
}

TEST_CASE("a divergence after the noise has shrunk is found by the noise that there is") {
    for (std::uint64_t seed = 1; seed != 21; ++seed) {
        auto const all = about(10'000, seed, [](std::size_t i) { return i < 5000 ? 0.1 : 0.01; },
                               [](std::size_t i) { return i < 8000 ? 2 : 2.05; });
        auto const found = told<ct::cells::divergence<>>(all);
        REQUIRE(found.size() == 1);
        CHECK(found[0] > 8000);
        CHECK(found[0] < 8100);
    }
}

TEST_CASE("a divergence is not told twice because the noise was greater for a while") {
    for (std::uint64_t seed = 1; seed != 21; ++seed)
        CHECK(told_by_default(about(6000, seed, [](std::size_t i) { return i >= 3000 && i < 4000 ? 10 : 1; },
                                    [](std::size_t i) { return i < 2000 ? 0 : 5; })) == 1);
}

TEST_CASE("the score of values next to zero is a number") {
    ct::cells::divergence<> c;
    for (int i = 0; i != 500; ++i) {
        c(i % 2 == 0 ? std::numeric_limits<double>::denorm_min() : 0);
        CHECK(c.score() >= 0);
    }
    CHECK(c.found() == 0);
}
