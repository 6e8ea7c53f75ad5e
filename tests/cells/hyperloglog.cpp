// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/hyperloglog.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using crucible::telemetry::cells::hyperloglog;

TEST_CASE("few different values are counted exactly") {
    hyperloglog<> c;
    CHECK(c.distinct() == 0);
    for (int round = 0; round != 3; ++round)
        for (std::size_t i = 0; i != c.exact_up_to; ++i) {
            c(static_cast<double>(i));
            CHECK(c.distinct() == (round == 0 ? static_cast<double>(i + 1) : static_cast<double>(c.exact_up_to)));
        }
    hyperloglog<> zeros;
    zeros(0.0), zeros(-0.0);
    CHECK(zeros.distinct() == 1);
}

TEST_CASE("many are estimated without bias, with the error that is said") {
    for (int const n : {500, 2000, 10'000, 30'000, 100'000}) {
        double sum = 0, squares = 0;
        constexpr int rounds = 60;
        for (int round = 0; round != rounds; ++round) {
            hyperloglog<> c;
            for (int i = 0; i != n; ++i) c(i + round * 1e7);
            double const error = c.distinct() / n - 1;
            sum += error;
            squares += error * error;
        }
        CHECK(std::abs(sum / rounds) < 4 * .01625 / std::sqrt(rounds));
        CHECK(std::sqrt(squares / rounds) < 1.35 * .01625);
    }
}

TEST_CASE("texts are told apart by every character") {
    hyperloglog<> c;
    for (int i = 0; i != 300; ++i)
        c("a rather long name of a model, which ends with " + std::to_string(i)),
            c(std::string(static_cast<std::size_t>(i), 'x'));
    CHECK(std::abs(c.distinct() - 600) < 40);
    hyperloglog<> few;
    few(""), few(std::string_view("\0", 1)), few("a"), few("a"), few("aaaaaaaa"), few("aaaaaaaaa");
    CHECK(few.distinct() == 5);
}

TEST_CASE("unions: of few with few, few with many, many with many") {
    auto const made = [](int from, int to) {
        hyperloglog<> c;
        for (int i = from; i != to; ++i) c(i);
        return c;
    };
    auto const check = [&](int a, int b, int c, int d) {
        auto both = made(a, b);
        both += made(c, d);
        auto whole = made(a, b);
        for (int i = c; i != d; ++i) whole(i);
        CHECK(both == whole);
    };
    check(0, 100, 50, 200);
    check(0, 300, 200, 500);
    check(0, 100, 0, 5000);
    check(0, 5000, 0, 100);
    check(0, 5000, 3000, 9000);
}

TEST_CASE("hyperloglog takes 4 kB") { STATIC_CHECK(sizeof(hyperloglog<>) <= 4200); }
