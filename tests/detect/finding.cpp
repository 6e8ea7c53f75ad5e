// SPDX-License-Identifier: MIT
// A finding as a row of its event. How sessions raise them: tests/session/findings.cpp.
#include <crucible/telemetry/detect/finding.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("a finding says what it is about, and nothing of what does not apply") {
    ct::found_in_row f{.what = {.severity = ct::severity::notice, .score = 7.5},
                       .event = "train.step", .measurement = "loss", .statistic = "spike", .value = 3.0,
                       .row = 41, .thread = 2, .at = ct::timestamp{9ns}, .step = 40};
    auto const r = ct::detail::event_of_findings<>::record_of(f);
    CHECK(r[ct::found::of_event] == "train.step");
    CHECK(r[ct::found::measurement] == "loss");
    CHECK(r[ct::found::statistic] == "spike");
    CHECK(r[ct::found::severity] == ct::severity::notice);
    CHECK(r[ct::found::value] == 3.0);
    CHECK(r[ct::found::score] == 7.5);
    CHECK(r[ct::found::row] == 41);
    CHECK(r[ct::found::row_thread] == 2);
    CHECK(r[ct::found::row_time] == 9);
    CHECK(r[ct::found::step] == 40);
    CHECK(r[ct::found::epoch] == std::nullopt);
    CHECK(r[ct::found::label] == std::nullopt);
    CHECK(r[ct::found::threshold] == std::nullopt);
    f.label = "", f.labelled = true;
    CHECK(ct::detail::event_of_findings<>::record_of(f)[ct::found::label] == "");
}
