// SPDX-License-Identifier: MIT
// streaming.json: the reference's streaming metrics after so many events, and at the end.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/figures.hpp"

#include <crucible/telemetry/analysis/streaming.hpp>

using namespace golden;

namespace {

/// The live figures of a stream's first events.
ct::summary live_after(std::string const& experiment, std::size_t events, stream& s) {
    ct::live_summary<ct::seed_prices> live;
    auto writer = live.attach().open(ct::run_info{.name = experiment}, ct::event_list<>{});
    s = read_stream(experiment, events);
    for (raw_event& e : s.events) with_row(e, [&](auto const& row) { writer.write(row); });
    return live.now();
}

void check_live(std::string const& experiment, std::size_t events, json const& expected) {
    INFO(experiment << " after " << events << " events");
    stream s;
    ct::summary const found = live_after(experiment, events, s);
    std::size_t const silent_failures = s.silent_failures().size();
    check_counts(found, expected.at("event_counts"));
    check_latency(found.latency, expected.at("latency"));
    if (found.latency.count > 1) check_same(found.latency.sample_deviation, expected.at("latency"), "std_dev");
    check_cost(found.cost, expected.at("cost"), s.costs_nothing_there());
    check_reliability(found.reliability, expected.at("reliability"), silent_failures);
    CHECK(found.reliability.requests == expected.at("reliability").at("total_requests").get<std::size_t>() + silent_failures);
}

} // namespace

TEST_CASE("streaming metrics are the reference's at every checkpoint, to 1e-12") {
    std::size_t compared = 0;
    json const reference = read_json("streaming.json");
    for (auto const& [key, checkpoints] : reference.items()) {
        if (!key.starts_with("checkpoints_")) continue;
        std::string const experiment = "golden-" + key.substr(key.rfind('_') + 1);
        if (!has_stream(experiment)) continue;
        for (json const& at : checkpoints) check_live(experiment, at.at("after_events"), at.at("metrics")), ++compared;
    }
    CHECK(compared != 0);
}

TEST_CASE("final streaming metrics are the reference's, to 1e-12") {
    std::size_t compared = 0;
    json const reference = read_json("streaming.json");
    for (auto const& [experiment, metrics] : reference.at("final").items())
        if (has_stream(experiment)) check_live(experiment, std::size_t(-1), metrics), ++compared;
    CHECK(compared != 0);
}

#endif
