// SPDX-License-Identifier: MIT
// What detectors find in a session arrives as rows of its event, with the row at which it was found.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/detect.hpp>

#include "detect/detectors.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <string>

TEST_CASE("each detector's finding is a row that knows its step") {
    auto const about = ct::experiment{.name = "detectors"};
    constexpr auto all = ct::mean | ct::z_score<> | ct::modified_z<> | ct::iqr_fence<> | ct::shewhart<> | ct::cusum<> |
                         ct::page_hinkley<> | ct::ewma_chart<> | ct::adwin<> | ct::focus<> | ct::non_finite<> |
                         ct::plateau<ct::plateau_rule{.patience = 500}> | ct::divergence<> | ct::tail_threshold<>;
    ct::session run{about, ct::watch(on(batch, m::loss >> all)), ct::policies<ct::manual>};
    auto losses = detectors::shifted(detectors::noise(3000), 2000, 30);
    losses[2500] = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i != losses.size(); ++i)
        ct::emit(batch(m::step = static_cast<std::int64_t>(10 * i), m::loss = losses[i]));
    REQUIRE_FALSE(run.stop());
    std::map<std::string, std::int64_t> first; // since the shift
    for (auto const row : run.rows(ct::finding_raised)) {
        CHECK(row[ct::found::measurement] == "loss");
        CHECK(row[ct::found::step] == 10 * row[ct::found::row]);
        double const value = losses[static_cast<std::size_t>(row[ct::found::row])];
        CHECK((row[ct::found::value] == value || std::isnan(value)));
        bool const plateau = row[ct::found::statistic].starts_with("plateau"); // the best was before the shift
        if (plateau || row[ct::found::row] >= 2000)
            first.try_emplace(std::string(row[ct::found::statistic]), row[ct::found::row]);
    }
    for (char const* const name : {"z_score", "modified_z", "iqr_fence", "shewhart", "tail_threshold"})
        CHECK(first.at(name) == 2000);
    for (char const* const name : {"cusum", "page_hinkley", "ewma_chart", "adwin", "focus", "divergence"}) {
        INFO(name);
        CHECK(first.at(name) < 2040);
    }
    CHECK(first.at("non_finite") == 2500);
    CHECK(first.contains("plateau_patience_500"));
    CHECK(run[m::loss][ct::focus<>].began == 2000);
}
