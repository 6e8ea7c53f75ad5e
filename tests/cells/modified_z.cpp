// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/modified_z.hpp>

#include "detect/detectors.hpp"

#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

/// Median and median distance from it of the rows before one, the upper ones of even numbers.
std::pair<double, double> before(values const& all, std::size_t at, std::size_t window) {
    values part(all.begin() + static_cast<std::ptrdiff_t>(at < window ? 0 : at - window),
                all.begin() + static_cast<std::ptrdiff_t>(at));
    auto const middle_of = [](values& some) {
        std::sort(some.begin(), some.end());
        return some[some.size() / 2];
    };
    double const median = middle_of(part);
    for (double& x : part) x = std::abs(x - median);
    return {median, middle_of(part)};
}

template <std::uint32_t Window>
void check_scores(values const& all) {
    ct::cells::modified_z<ct::modified_z_rule{.window = Window, .warm_up = 2}> c;
    double least_change = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        if (i != 0 && all[i] != all[i - 1]) least_change = std::min(least_change, std::abs(all[i] - all[i - 1]));
        if (i < 2) {
            CHECK(std::isnan(c.score()));
            continue;
        }
        auto const [median, mad] = before(all, i, Window);
        CHECK_THAT(c.score(), Catch::Matchers::WithinRel(std::abs(all[i] - median) /
                                                             std::max(1.4826022185056018 * mad, least_change), 1e-12) ||
                                  Catch::Matchers::WithinAbs(0, 0));
    }
}

} // namespace

TEST_CASE("a modified z-score is by median and MAD of the rows before, whatever the window") {
    auto const heavy = noise(400, 2, std::student_t_distribution<double>(2));
    for (auto const& all : {noise(400), heavy, rounded_to(0.5, noise(400))}) {
        check_scores<3>(all);
        check_scores<4>(all);
        check_scores<16>(all);
        check_scores<129>(all);
        check_scores<500>(all);
    }
}

TEST_CASE("a modified z-score of sorted rows, rising and falling") {
    values rising = noise(300);
    std::sort(rising.begin(), rising.end());
    check_scores<31>(rising);
    std::reverse(rising.begin(), rising.end());
    check_scores<31>(rising);
}
