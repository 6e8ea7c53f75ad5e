// SPDX-License-Identifier: MIT
#include "analysis/model.hpp"

using namespace analysis_test;
using ct::verdict;

namespace {

constexpr ct::quantity time_taken{"latency", "faster", "slower", ct::preference::lower};
constexpr ct::quantity share{"success rate", "lower", "higher", ct::preference::higher, true};
constexpr ct::quantity amount{"events", "fewer", "more"};

ct::summary run_of(std::string name, std::chrono::nanoseconds took, double dollars, int failures) {
    std::vector<ct::row<request_t>> rows;
    for (int i = 0; i != 10; ++i) {
        auto values = request(v::duration = took, v::cost = dollars);
        if (i < failures) values[v::error] = "no";
        else values[v::response] = "yes";
        rows.push_back(row_at(std::chrono::seconds{i}, values));
    }
    auto s = ct::summarize(stored(rows));
    s.name = std::move(name);
    return s;
}

} // namespace

TEST_CASE("a difference knows which side is better") {
    ct::difference const faster{time_taken, 200, 150};
    CHECK(faster.change() == -50);
    CHECK(faster.percent() == -25);
    CHECK(faster.verdict() == verdict::better);
    CHECK(to_text(faster) == "25% faster");
    CHECK(to_text(ct::difference{time_taken, 200, 224.6}) == "12.3% slower");
    CHECK(ct::difference{time_taken, 200, 224.6}.verdict() == verdict::worse);
    CHECK(ct::difference{amount, 5, 7}.verdict() == verdict::different);
    CHECK(to_text(ct::difference{amount, 5, 7}) == "40% more");
    CHECK(to_text(ct::difference{amount, 1, 30001}) == "3000000% more");
}

TEST_CASE("shares differ by percentage points, and relatively") {
    ct::difference const d{share, 0.8, 0.9};
    CHECK(near(*d.percentage_points(), 10));
    CHECK(near(*d.percent(), 12.5));
    CHECK(d.verdict() == verdict::better);
    CHECK(to_text(d) == "10 percentage points higher (12.5%)");
    CHECK(to_text(ct::difference{share, 0.5, 0.475}) == "2.5 percentage points lower (5%)");
    CHECK(to_text(ct::difference{share, 0, 0.5}) == "50 percentage points higher");
    CHECK_FALSE(ct::difference{time_taken, 1, 2}.percentage_points());
}

TEST_CASE("what one side has not is unknown") {
    CHECK(ct::difference{time_taken, 1, {}}.verdict() == verdict::unknown);
    CHECK(to_text(ct::difference{time_taken, 1, {}}) == "unknown: the treatment has none");
    CHECK(to_text(ct::difference{time_taken, {}, 1}) == "unknown: the baseline has none");
    CHECK(to_text(ct::difference{time_taken, {}, {}}) == "unknown: neither has any");
    CHECK_FALSE(ct::difference{time_taken, {}, 1}.change());
    CHECK_FALSE(ct::difference{time_taken, {}, 1}.percent());
}

TEST_CASE("equal values, also but for rounding, are the same; of nothing there is no percent") {
    CHECK(ct::difference{time_taken, 2, 2}.verdict() == verdict::same);
    CHECK(ct::difference{time_taken, 2, 2 * (1 + 4e-16)}.verdict() == verdict::same);
    CHECK(to_text(ct::difference{time_taken, 0, 0}) == "the same");
    ct::difference const from_nothing{time_taken, 0, 3};
    CHECK_FALSE(from_nothing.percent());
    CHECK(from_nothing.verdict() == verdict::worse);
    CHECK(to_text(from_nothing) == "3 slower");
}

TEST_CASE("the sign of a percentage is that of the change, below zero too") {
    ct::difference const d{{"log likelihood", "lower", "higher", ct::preference::higher}, -10, -8};
    CHECK(d.percent() == 20);
    CHECK(d.verdict() == verdict::better);
    CHECK(to_text(d) == "20% higher");
}

TEST_CASE("verdicts have names") {
    CHECK(to_text(verdict::better) == "better");
    CHECK(to_text(verdict::worse) == "worse");
    CHECK(to_text(verdict::same) == "same");
    CHECK(to_text(verdict::different) == "different");
    CHECK(to_text(verdict::unknown) == "unknown");
}

TEST_CASE("a treatment against a baseline") {
    auto const c = ct::compare(run_of("control", 200ms, 0.2, 2), run_of("treatment", 150ms, 0.3, 1));
    CHECK(c.baseline.name == "control");
    CHECK(c.treatment.name == "treatment");
    CHECK(c.events.verdict() == verdict::same);
    CHECK(c.latency.baseline == 200);
    CHECK(c.latency.percent() == -25);
    CHECK(c.latency.verdict() == verdict::better);
    CHECK(c.latency_p95.verdict() == verdict::better);
    CHECK(near(*c.cost.change(), 1.0));
    CHECK(c.cost.verdict() == verdict::worse);
    CHECK(near(*c.cost_per_request.change(), 0.1));
    CHECK(near(*c.success_rate.percentage_points(), 10));
    CHECK(c.success_rate.verdict() == verdict::better);
    CHECK(c.tokens.verdict() == verdict::unknown);
    CHECK(c.loss.verdict() == verdict::unknown);
    CHECK(to_text(c) == "treatment against control\n"
                        "events: the same\n"
                        "mean latency: 25% faster\n"
                        "95th percentile of latency: 25% faster\n"
                        "total cost: 50% dearer\n"
                        "cost per request: 50% dearer\n"
                        "success rate: 10 percentage points higher (12.5%)\n");
}

TEST_CASE("training is compared by its last epoch") {
    auto const control = stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(2s, 2, 0, 2.0)});
    auto const treatment = stored<batch_t>({batch_at(1s, 1, 0, 3.0), batch_at(2s, 2, 0, 1.5)});
    auto const c = ct::compare(control, treatment);
    CHECK(c.loss.baseline == 2.0);
    CHECK(c.loss.percent() == -25);
    CHECK(c.loss.verdict() == verdict::better);
    CHECK(c.accuracy.verdict() == verdict::unknown);
    CHECK(c.latency.verdict() == verdict::unknown);
    CHECK(c.cost.verdict() == verdict::unknown);
    auto const accurate = ct::compare(stored<epoch_t>({row_at(1s, epoch_stop(v::epoch = 1, v::accuracy = 0.5))}),
                                      stored<epoch_t>({row_at(1s, epoch_stop(v::epoch = 1, v::accuracy = 0.6))}));
    CHECK(accurate.accuracy.verdict() == verdict::better);
    CHECK(near(*accurate.accuracy.percentage_points(), 10));
}

TEST_CASE("an empty run is compared as well as another") {
    auto const c = ct::compare(run_of("control", 200ms, 0.2, 2), ct::rows<request_t>{});
    CHECK(c.events.percent() == -100);
    CHECK(c.latency.verdict() == verdict::unknown);
    CHECK(c.cost.verdict() == verdict::unknown);
    CHECK(c.success_rate.verdict() == verdict::unknown);
}

TEST_CASE("several runs are compared with the first") {
    auto const control = run_of("control", 200ms, 0.2, 0);
    auto const all = ct::compare(control, run_of("b", 100ms, 0.2, 0), run_of("c", 300ms, 0.2, 0));
    REQUIRE(all.size() == 2);
    CHECK(all[0].treatment.name == "b");
    CHECK(all[0].latency.percent() == -50);
    CHECK(all[1].treatment.name == "c");
    CHECK(all[1].baseline.name == "control");
    CHECK(all[1].latency.percent() == 50);
    std::vector<ct::arm> arms{ct::arm_of(control)};
    CHECK(ct::compare(arms).empty());
    CHECK(ct::compare(std::span<ct::arm const>()).empty());
    arms.push_back(ct::arm_of(run_of("b", 100ms, 0.2, 0)));
    CHECK(ct::compare(arms).size() == 1);
}

TEST_CASE("runs are compared by the given prices") {
    static constexpr ct::price_list prices{{{"bert", {10, 20}}}};
    auto const rows = [](std::int64_t tokens) {
        return stored<request_t>({row_at(1s, request(v::model = "bert", v::prompt_tokens = tokens))});
    };
    auto const c = ct::compare<prices>(rows(200'000), rows(100'000));
    CHECK(c.cost.change() == -1);
    CHECK(to_text(c.cost) == "50% cheaper");
    CHECK(c.tokens.percent() == -50);
}
