// SPDX-License-Identifier: MIT
// What detectors find in a session arrives as rows of its event, with the row at which it was found.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/detect.hpp>

#include "detect/detectors.hpp"

#include <map>
#include <string>

TEST_CASE("each detector's finding is a row that knows its step") {
    auto const about = ct::experiment{.name = "detectors"};
    ct::session run{about, ct::watch(on(batch, m::loss >> (ct::mean | ct::z_score<>))), ct::policies<ct::manual>};
    auto const losses = detectors::with(detectors::noise(1000), 700, 100);
    for (std::size_t i = 0; i != losses.size(); ++i)
        ct::emit(batch(m::step = static_cast<std::int64_t>(10 * i), m::loss = losses[i]));
    REQUIRE_FALSE(run.stop());
    std::map<std::string, std::int64_t> first;
    for (auto const row : run.rows(ct::finding_raised)) {
        CHECK(row[ct::found::measurement] == "loss");
        CHECK(row[ct::found::step] == 10 * row[ct::found::row]);
        CHECK(row[ct::found::value] == losses[static_cast<std::size_t>(row[ct::found::row])]);
        first.try_emplace(std::string(row[ct::found::statistic]), row[ct::found::row]);
    }
    CHECK(first == std::map<std::string, std::int64_t>{{"z_score", 700}});
    CHECK(run[m::loss][ct::z_score<>].found == 1);
}
