// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/tail_threshold.hpp>
#include <crucible/telemetry/detect/z_score.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("z_score is a detector") {
    check_detector<ct::z_score<>>(with(with(noise(1000), 400, 12), 900, -12));
}

TEST_CASE("z_score finds spikes of both sides, and says where the value was expected") {
    auto const rows = with(with(noise(1000), 400, 12), 900, -12);
    CHECK(told<ct::cells::z_score<>>(rows) == std::vector<std::size_t>{400, 900});
    ct::cells::z_score<ct::z_score_rule{.severity = ct::severity::critical}> c;
    for (std::size_t i = 0; i != 401; ++i) c(rows[i]);
    auto const f = c.take_finding().value();
    CHECK(f.severity == ct::severity::critical);
    CHECK(f.threshold == 5.0);
    CHECK(f.score == c.score());
    CHECK(*f.expected_from < -4);
    CHECK(*f.expected_to > 4);
    CHECK(rows[400] > *f.expected_to);
}

TEST_CASE("z_score tells a level shift once, where asked to") {
    auto const rows = shifted(noise(1000), 500, 12);
    CHECK(told<ct::cells::z_score<>>(rows).size() > 1);
    using once = ct::cells::z_score<ct::z_score_rule{.refractory = {.rows = 100}}>;
    CHECK(told<once>(rows) == std::vector<std::size_t>{500});
}

TEST_CASE("a z_score of another rule has another name and another form in bytes") {
    CHECK(ct::z_score<>.name.view() == "z_score");
    CHECK(ct::z_score<ct::z_score_rule{.threshold = 4.5, .refractory = {.rows = 20}}>.name.view() ==
          "z_score_threshold_4.5_refractory_20");
    ct::cells::z_score<ct::z_score_rule{.threshold = 4}> other;
    CHECK(ct::from_bytes(ct::to_bytes(ct::cells::z_score<>{}), other) == ct::bytes_errc::other_cell);
}

TEST_CASE("two rules have two names, however small or large a parameter is") {
    using rule = ct::z_score_rule;
    CHECK(ct::z_score<rule{.least_scale = 1e-10}>.name.view() == "z_score_least_scale_1e-10");
    CHECK(ct::z_score<rule{.least_scale = 1.5e-11}>.name.view() == "z_score_least_scale_1.5e-11");
    CHECK(ct::z_score<rule{.least_scale = 2e12}>.name.view() == "z_score_least_scale_2e12");
    CHECK(ct::z_score<rule{.least_scale = 1e300}>.name.view() == "z_score_least_scale_1e300");
    CHECK(ct::z_score<rule{.least_scale = 5e-324}>.name.view() == "z_score_least_scale_5e-324");
    CHECK(ct::z_score<rule{.threshold = 4.000000001}>.name.view() == "z_score_threshold_4.000000001");
    CHECK(ct::z_score<rule{.threshold = 1e6}>.name.view() == "z_score_threshold_1000000");
    CHECK(ct::z_score<rule{.least_scale = 0.1 + 0.2}>.name.view() == "z_score_least_scale_3.0000000000000004e-1");
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    CHECK(ct::z_score<rule{.refractory = {.rows = most}}>.name.view() == "z_score_refractory_none");
    CHECK(ct::z_score<rule{.refractory = {.rows = most - 1}}>.name.view() == "z_score_refractory_4294967294");
    CHECK(ct::tail_threshold<ct::tail_threshold_rule{.risk = 2e-11}>.name.view() == "tail_threshold_risk_2e-11");
}
