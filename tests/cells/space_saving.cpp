// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/space_saving.hpp>

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <random>
#include <string>

using crucible::telemetry::cells::frequent;
using crucible::telemetry::cells::space_saving;

TEST_CASE("few values are counted exactly, the most frequent first") {
    space_saving<8> c;
    for (int i = 0; i != 60; ++i) c(i % 2 == 0 ? "bert" : i % 3 == 0 ? "gpt" : "t5");
    std::array<frequent, 4> found;
    REQUIRE(c.top(found) == 3);
    CHECK(found[0].text() == "bert");
    CHECK(found[0].rows == 30);
    CHECK(found[1].text() == "t5");
    CHECK(found[1].rows == 20);
    CHECK(found[2].text() == "gpt");
    CHECK(found[2].over == 0);
    CHECK(c.least() == 0);
}

TEST_CASE("weights count as many rows") {
    space_saving<4> c;
    c("a", 2.5), c("b"), c("b");
    std::array<frequent, 1> found;
    REQUIRE(c.top(found) == 1);
    CHECK(found[0].text() == "a");
    CHECK(found[0].rows == 2.5);
}

TEST_CASE("frequent values are found among many, with bounds that hold") {
    std::mt19937_64 random(1);
    space_saving<64> c;
    std::map<std::string, double> truth;
    constexpr int rows = 50'000;
    for (int i = 0; i != rows; ++i) {
        std::string const name =
            random() % 2 == 0 ? "often " + std::to_string(random() % 10) : "rare " + std::to_string(random() % 5000);
        ++truth[name];
        c(name);
    }
    std::array<frequent, 10> found;
    REQUIRE(c.top(found) == 10);
    for (auto const& f : found) {
        CHECK(f.text().starts_with("often"));
        CHECK(f.rows >= truth[std::string(f.text())]);
        CHECK(f.rows - f.over <= truth[std::string(f.text())]);
        CHECK(f.over <= rows / 64.0);
    }
    CHECK(c.least() <= rows / 64.0);
}

TEST_CASE("texts that begin alike are told apart, and shown up to a whole character") {
    std::string const name = "a model whose name has many letters \xc3\xa9\xc3\xa9\xc3\xa9";
    space_saving<4> c;
    c(name + "1"), c(name + "2"), c(name + "2");
    std::array<frequent, 2> found;
    REQUIRE(c.top(found) == 2);
    CHECK(found[0].rows == 2);
    CHECK(found[1].rows == 1);
    CHECK(found[0].text() == "a model whose name has many letters \xc3\xa9");
}

TEST_CASE("a counter that changed hands is found again, whatever was taken out of the index") {
    std::mt19937_64 random(2);
    space_saving<5> c;
    std::array<frequent, 5> found;
    double all = 0;
    for (int i = 0; i != 20'000; ++i, ++all) {
        c(static_cast<double>(random() % 12));
        if (i % 100 != 0) continue;
        double counted = 0;
        std::map<double, int> seen;
        for (std::size_t k = 0, n = c.top(found); k != n; ++k) {
            counted += found[k].rows;
            CHECK(++seen[found[k].number] == 1);
        }
        CHECK(counted == all + 1); // counters hold every row
    }
}
