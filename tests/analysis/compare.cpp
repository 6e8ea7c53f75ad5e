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

TEST_CASE("a change from nothing has its unit") {
    ct::comparison const c;
    ct::difference latency = c.latency;
    latency.baseline = 0;
    latency.treatment = 3;
    CHECK(to_text(latency) == "3 ms slower");
    ct::difference cost = c.cost;
    cost.baseline = 0;
    cost.treatment = 0.25;
    CHECK(to_text(cost) == "0.25 US dollars dearer");
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

namespace {

inline constexpr ct::event<"b.stop", v::duration, ct::optional<v::ok>> b_stop{};
inline constexpr ct::event<"b.exception", v::duration> b_exception{};
inline constexpr ct::event<"e.stop", v::duration, ct::optional<v::ok>> e_stop{};
template <auto const& Event>
using type_of = std::remove_const_t<std::remove_reference_t<decltype(Event)>>;

/// Ten batches and an epoch that holds them; batches are steps or in no role.
template <auto const& Step>
struct trained {
    std::chrono::nanoseconds batch, epoch;
    std::string name = "digits", condition = "sgd", id = "1";

    auto all_rows() const {
        std::vector<ct::row<type_of<Step>>> batches;
        for (int i = 0; i != 10; ++i) batches.push_back(row_at(i * 1s, Step(v::duration = batch, v::ok = true)));
        return std::tuple{stored(batches),
                          stored<type_of<e_stop>>({row_at(11s, e_stop(v::duration = epoch, v::ok = false))})};
    }
    ct::experiment_info info() const { return {.id = id, .about = {.name = name, .condition = condition}}; }
};

} // namespace

TEST_CASE("an arm is not slower because its epochs, which hold its batches, last longer") {
    auto const c = ct::compare(trained<b_stop>{10ms, 100ms}, trained<b_stop>{10ms, 1s});
    CHECK(c.primary.empty());
    CHECK(c.latency.verdict() == verdict::unknown);
    CHECK(c.success_rate.verdict() == verdict::unknown); // batches and epochs have none in common
    REQUIRE(c.by_work.size() == 2);
    CHECK(c.by_work[0].name == "b");
    CHECK(c.by_work[0].latency.verdict() == verdict::same);
    CHECK(c.find("e")->latency.percent() == 900);
    CHECK(c.find("e.stop") == c.find("e"));
    CHECK(c.find("f") == nullptr);
    CHECK(to_text(c).find("b: mean latency: the same\n") != std::string::npos);
    CHECK(to_text(c).find("e: mean latency: 900% slower\n") != std::string::npos);
    auto const stated = c.with_primary(e_stop);
    CHECK(stated.primary == "e");
    CHECK(stated.latency.percent() == 900);
    CHECK(stated.success_rate.baseline == 0);
    CHECK(to_text(stated).find("primary: e\n") != std::string::npos);
    CHECK(c.with_primary("none such").latency.verdict() == verdict::unknown);
}

TEST_CASE("of several kinds of work the only step, or the only request, is the primary one") {
    static constexpr ct::step_event<"step", v::duration, ct::optional<v::ok>> step{};
    static constexpr ct::request_event<"ask.stop", v::duration, ct::optional<v::ok>> ask{};
    CHECK(ct::compare(trained<step>{10ms, 100ms}, trained<step>{10ms, 1s}).primary == "step");
    CHECK(ct::compare(trained<step>{10ms, 100ms}, trained<step>{10ms, 1s}).latency.verdict() == verdict::same);
    CHECK(ct::compare(trained<ask>{10ms, 100ms}, trained<ask>{20ms, 1s}).latency.percent() == 100);
    CHECK(ct::compare(trained<ask>{10ms, 100ms}, trained<step>{20ms, 1s}).primary == "ask");
}

TEST_CASE("of two requests, or two steps, neither is the primary one") {
    auto const with = [](ct::role first, ct::role second) {
        ct::summary s;
        s.by_work = {{.name = "a", .role = first}, {.name = "b", .role = second}};
        return ct::compare(s, s).primary;
    };
    CHECK(with(ct::role::request, ct::role::request).empty());
    CHECK(with(ct::role::step, ct::role::step).empty());
    CHECK(with(ct::role::none, ct::role::none).empty());
    CHECK(with(ct::role::step, ct::role::request) == "b");
    CHECK(with(ct::role::none, ct::role::step) == "b");
}

TEST_CASE("work that ended and work that failed are of one kind") {
    auto const s = ct::summarize(
        stored<type_of<b_stop>>({row_at(1s, b_stop(v::duration = 1ms, v::ok = true))}),
        stored<type_of<b_exception>>({row_at(2s, b_exception(v::duration = 3ms))}),
        stored<type_of<e_stop>>({row_at(2s, e_stop(v::duration = 10ms))}));
    REQUIRE(s.by_work.size() == 2);
    auto const* const b = s.find("b.exception");
    REQUIRE(b != nullptr);
    CHECK(b->name == "b");
    CHECK(b->latency.mean == 2ms);
    CHECK(b->latency.p50 == 2ms);
    CHECK(b->reliability.success_rate == 0.5);
    CHECK(s.find("e")->latency.maximum == 10ms);
    CHECK(s.find("e")->latency.count == 1);
    CHECK(s.latency.count == 3);
    CHECK(s.latency.p50 == 3ms);
}

TEST_CASE("arms of one name are told apart by condition, and else by id") {
    auto const first_line = [](auto const& a, auto const& b) {
        std::string const text = to_text(ct::compare(a, b));
        return text.substr(0, text.find('\n'));
    };
    trained<b_stop> const sgd{1ms, 1ms};
    trained<b_stop> adam = sgd;
    adam.condition = "adam";
    CHECK(first_line(sgd, adam) == "adam against sgd");
    trained<b_stop> again = sgd;
    again.id = "2";
    CHECK(first_line(sgd, again) == "2 against 1");
    again.name = "letters";
    CHECK(first_line(sgd, again) == "letters against digits");
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
