// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/z_score.hpp>

#include "detect/detectors.hpp"

#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

/// Mean and standard deviation of the rows before one, in 80 bits.
std::pair<double, double> before(values const& rows, std::size_t at, std::size_t window) {
    std::size_t const from = at < window ? 0 : at - window;
    long double mean = 0, squares = 0;
    for (std::size_t i = from; i != at; ++i) mean += rows[i];
    mean /= static_cast<long double>(at - from);
    for (std::size_t i = from; i != at; ++i) squares += (rows[i] - mean) * (rows[i] - mean);
    long double const variance = squares / static_cast<long double>(at - from - 1);
    return {static_cast<double>(mean), static_cast<double>(std::sqrt(variance))};
}

template <std::uint32_t Window>
void check_scores(values const& rows, double tolerance = 1e-10) {
    ct::cells::z_score<ct::z_score_rule{.window = Window, .warm_up = 3}> c;
    double least_change = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i != rows.size(); ++i) {
        c(rows[i]);
        if (i != 0) least_change = std::min(least_change, std::abs(rows[i] - rows[i - 1]));
        if (i < 3) {
            CHECK(std::isnan(c.score()));
            continue;
        }
        auto const [mean, sd] = before(rows, i, Window);
        double const z = std::abs(rows[i] - mean) / std::max(sd, least_change);
        CHECK_THAT(c.score(), Catch::Matchers::WithinAbs(z, tolerance * std::max(1.0, z)));
    }
}

} // namespace

TEST_CASE("a z-score is that of the rows before, whatever the window") {
    check_scores<3>(noise(50));
    check_scores<7>(noise(200));
    check_scores<128>(noise(1000));
    check_scores<1000>(noise(999));
    check_scores<64>(noise(500, 1, std::normal_distribution<double>(1e6, 1)), 1e-6);
}

TEST_CASE("a value that has left the window leaves nothing behind") {
    auto const quiet = noise(600);
    ct::cells::z_score<ct::z_score_rule{.window = 50, .warm_up = 3}> disturbed, undisturbed;
    for (std::size_t i = 0; i != quiet.size(); ++i) {
        disturbed(i == 100 ? 1e100 : quiet[i]), undisturbed(quiet[i]);
        if (i > 150) CHECK_THAT(disturbed.score(), Catch::Matchers::WithinRel(undisturbed.score(), 1e-9));
    }
}

TEST_CASE("the scale is not below the least change, nor below the least scale that was given") {
    values rows(200, 1.0);
    rows[100] = 1.5;  // the first change: the only scale there is
    rows[150] = 11.0; // 20 changes away from the mean
    CHECK(told<ct::cells::z_score<>>(rows) == std::vector<std::size_t>{150});
    CHECK(told<ct::cells::z_score<ct::z_score_rule{.least_scale = 3}>>(rows).empty());
    CHECK(told<ct::cells::z_score<ct::z_score_rule{.least_scale = 1}>>(rows) == std::vector<std::size_t>{150});
    values constant(200, 1.0);
    constant[100] = 11; // the first change, of a scale that is known
    CHECK(told<ct::cells::z_score<>>(constant).empty());
    CHECK(told<ct::cells::z_score<ct::z_score_rule{.least_scale = 1}>>(constant) == std::vector<std::size_t>{100});
}

TEST_CASE("a burst of outliers that has left the window leaves nothing behind, wherever it begins") {
    for (std::size_t from = 300; from != 430; ++from) {
        auto all = noise(1000);
        for (std::size_t i = from; i != from + 70; ++i) all[i] = 1e9;
        for (std::size_t const at : told<ct::cells::z_score<ct::z_score_rule{.threshold = 6}>>(all))
            CHECK((at >= from && at < from + 10));
    }
}

TEST_CASE("of one side, the other is no deviation") {
    auto const rows = with(with(noise(1000), 400, 12), 700, -12);
    using up = ct::cells::z_score<ct::z_score_rule{.side = ct::side::up}>;
    using down = ct::cells::z_score<ct::z_score_rule{.side = ct::side::down}>;
    CHECK(told<up>(rows) == std::vector<std::size_t>{400});
    CHECK(told<down>(rows) == std::vector<std::size_t>{700});
    up c;
    for (int i = 0; i != 200; ++i) c(i % 10);
    c(-100);
    CHECK(c.score() == 0);
    c(100);
    auto const found = c.take_finding();
    REQUIRE(found);
    CHECK_FALSE(found->expected_from);
    CHECK((found->expected_to > 9 && found->expected_to < 100));
}

TEST_CASE("a least scale next to 0 makes no score infinite") {
    ct::cells::z_score<ct::z_score_rule{.least_scale = 1e-300}> c;
    for (int i = 0; i != 200; ++i) c(5);
    c(6);
    CHECK(c.found() == 1);
    CHECK(std::isfinite(c.score()));
}
