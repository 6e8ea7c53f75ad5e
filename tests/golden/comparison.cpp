// SPDX-License-Identifier: MIT
// compare.json: the reference's comparisons. Where it raises, because one side has no latency, a difference is unknown.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/figures.hpp"

#include <crucible/telemetry/analysis.hpp>

using namespace golden;

namespace {

void check_treatment(ct::comparison const& found, json const& expected) {
    check_same(found.latency.percent(), expected, "latency_improvement_pct"); // there, above zero means slower, too
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
        for (ct::comparison const& c : found) {
            CHECK(c.latency.verdict() == ct::verdict::unknown);
            CHECK(ct::to_text(c.latency).starts_with("unknown"));
        }
        return;
    }
    for (std::size_t k = 0; k != found.size(); ++k)
        check_treatment(found[k], expected.at("ok").at("treatment_" + std::to_string(k + 1)));
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
