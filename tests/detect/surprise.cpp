// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/detect/finding.hpp>
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/detect/tail.hpp>

#include "detect/detectors.hpp"

#include <map>

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("surprise is a detector") {
    check_detector<ct::surprise<>>(with(with(noise(3000), 1400, 200), 2900, -200));
}

TEST_CASE("surprise finds a burst of mildly odd values") {
    auto rows = noise(6000);
    for (std::size_t i = 5000; i != 5040; ++i) rows[i] += 2.5; // one of them is nothing unusual
    auto const found = told<ct::cells::surprise<ct::surprise_rule{.threshold = 7}>>(rows);
    std::size_t within = 0;
    for (std::size_t const row : found) within += row >= 5000 && row < 5040;
    CHECK(within >= 1);
    CHECK(found.size() - within <= 12); // 5 to be expected of 7 nats
}

TEST_CASE("a surprise of another rule has another name and another form in bytes") {
    CHECK(ct::surprise<>.name.view() == "surprise");
    CHECK(ct::surprise<ct::surprise_rule{.daily = false}>.name.view() == "surprise_daily_0");
    ct::cells::surprise<ct::surprise_rule{.threshold = 4}> other;
    CHECK(ct::from_bytes(ct::to_bytes(ct::cells::surprise<>{}), other) == ct::bytes_errc::other_cell);
}

TEST_CASE("what tails, surprise and spikes find in a session is a row that knows its step") {
    ct::session run{ct::experiment{.name = "tails"},
                    ct::watch(on(batch, m::loss >> (ct::tail<> | ct::surprise<> | ct::spike<>))),
                    ct::policies<ct::manual>};
    auto const losses = with(noise(2000), 1500, 200);
    for (std::size_t i = 0; i != losses.size(); ++i)
        ct::emit(batch(m::step = static_cast<std::int64_t>(10 * i), m::loss = losses[i]));
    REQUIRE_FALSE(run.stop());
    std::map<std::string, std::int64_t> first;
    for (auto const row : run.rows(ct::finding_raised)) {
        CHECK(row[ct::found::step] == 10 * row[ct::found::row]);
        first.try_emplace(std::string(row[ct::found::statistic]), row[ct::found::row]);
    }
    CHECK(first == std::map<std::string, std::int64_t>{{"spike", 1500}, {"surprise", 1500}, {"tail", 1500}});
    CHECK(run[m::loss][ct::tail<>].found == 1);
}
