// SPDX-License-Identifier: MIT
// compare.json: the reference's comparisons. Where it raises, because one side has no latency, a difference is unknown.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/figures.hpp"

#include <crucible/telemetry/analysis.hpp>

using namespace golden;

namespace {

/// The reference compares the mean latency of all events together; here that is in the summaries only.
std::optional<double> pooled_latency(ct::summary const& s) {
    return s.latency.mean ? std::optional<double>(s.latency.mean->count()) : std::nullopt;
}

void check_treatment(ct::arm const& baseline, ct::arm const& treatment, json const& expected) {
    ct::comparison const found = ct::compare(baseline, treatment);
    ct::difference const latency{{}, pooled_latency(baseline.summary), pooled_latency(treatment.summary)};
    check_same(latency.percent(), expected, "latency_improvement_pct"); // there, above zero means slower, too
    check_same(found.cost.change(), expected, "cost_difference_usd");
    CHECK(found.events.change() == expected.at("event_count_difference").get<double>());
}

void check_case(json const& one) {
    std::vector<ct::arm> arms;
    bool all_have_latency = true;
    for (std::string const experiment : one.at("ids")) {
        stream const s = read_stream(experiment);
        arms.push_back(ct::arm_of<ct::seed_prices>(s.run));
        all_have_latency = all_have_latency && arms.back().summary.latency.mean.has_value();
    }
    INFO(one.at("ids"));
    auto const found = ct::compare(std::span<ct::arm const>{arms});
    json const& expected = one.at("comparison");
    if (arms.size() < 2) {
        CHECK(found.empty());
        CHECK(expected.at("ok").contains("error"));
        return;
    }
    REQUIRE(found.size() == arms.size() - 1);
    if (expected.contains("raises")) {
        CHECK_FALSE(all_have_latency);
        for (ct::comparison const& c : found) CHECK_FALSE(to_text(c).empty());
        return;
    }
    for (std::size_t k = 0; k != found.size(); ++k)
        check_treatment(arms[0], arms[k + 1], expected.at("ok").at("treatment_" + std::to_string(k + 1)));
}

} // namespace

TEST_CASE("comparisons are the reference's, and unknown where it raises") {
    std::size_t compared = 0;
    json const reference = read_json("compare.json");
    for (json const& one : reference.at("cases")) {
        bool there = true;
        for (std::string const experiment : one.at("ids")) there = there && has_stream(experiment);
        if (there) check_case(one), ++compared;
    }
    CHECK(compared != 0);
}

#endif
