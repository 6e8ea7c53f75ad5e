// SPDX-License-Identifier: MIT
// analysis.json: the reference's full analysis of each stream, figure by figure.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/figures.hpp"

#include <crucible/telemetry/analysis.hpp>

using namespace golden;

TEST_CASE("the summary of a stream is the reference's, to 1e-12") {
    json const reference = read_json("analysis.json");
    std::size_t compared = 0;
    for (auto const& [experiment, expected] : reference.items()) {
        if (!has_stream(experiment)) continue;
        INFO(experiment);
        stream const s = read_stream(experiment);
        ct::summary const found = ct::summarize<ct::seed_prices>(s.run);
        check_counts(found, expected.at("summary").at("event_types"));
        CHECK(found.events == expected.at("summary").at("total_events"));
        check_time(found, expected.at("summary"));
        check_latency(found.latency, expected.at("latency"));
        check_same(found.latency.deviation, expected.at("latency"), "std_dev"); // of these very values
        check_quantiles(found.latency, expected.at("latency"));
        check_cost(found.cost, expected.at("cost"), s.costs_nothing_there());
        if (s.costs_nothing_there() == 0) check_same(found.cost.median, expected.at("cost"), "median_per_request");
        check_tokens(found.tokens, expected.at("tokens"), s.untotalled_tokens());
        // total_requests counts every event there, and requests that tell their outcome here, as the reference's stream.
        CHECK(found.events == expected.at("reliability").at("total_requests"));
        check_reliability(found.reliability, expected.at("reliability"), s.silent_failures().size());
        ++compared;
    }
    CHECK(compared != 0);
}

TEST_CASE("by prices that list no such model, a request is unpriced and told, not charged as if it were known") {
    stream const s = read_stream("golden-a");
    if (s.events.empty()) SKIP("there is no such stream");
    ct::summary const charged = ct::summarize<ct::seed_prices>(s.run);
    ct::summary const known = ct::summarize<>(s.run);
    if (charged.cost.fallback == 0) SKIP("the stream has no model that the reference does not know");
    CHECK(known.cost.fallback == 0);
    CHECK(known.cost.unpriced == charged.cost.fallback);
    CHECK(known.cost.count + known.cost.unpriced == charged.cost.count);
    CHECK(known.cost.unknown_models == charged.cost.unknown_models);
}

#endif
