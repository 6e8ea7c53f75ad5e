// SPDX-License-Identifier: MIT
#include "analysis/model.hpp"

#include <limits>
#include <random>

using namespace analysis_test;

namespace {

constexpr ct::price_list my_prices{{{"bert", {10, 20}}, {"*", {1, 2}}}};
constexpr ct::price_list other_prices{{{"bert", {100, 200}}}};

ct::row<request_t> latency_row(std::chrono::nanoseconds when, std::chrono::nanoseconds took) {
    return row_at(when, request(v::duration = took));
}

/// A source of rows with an identity, as a session or a recording is.
struct experiment_at_rest {
    ct::rows<request_t> requests;
    ct::rows<note_t> notes;

    auto all_rows() const { return std::tuple{requests, notes}; }
    ct::experiment_info info() const {
        ct::experiment_info about{.id = "00ff", .about = {.name = "bert-ft", .condition = "treatment"}};
        about.wall = 10s;
        about.active = 7s;
        about.pausing = 3s;
        return about;
    }
};

} // namespace

TEST_CASE("latency of some rows") {
    auto const s = ct::summarize(stored<request_t>({latency_row(1s, 4ms), latency_row(2s, 1ms), latency_row(3s, 3ms),
                                                    latency_row(4s, 2ms), row_at(9s, request())}));
    CHECK(s.events == 5);
    CHECK(s.latency.count == 4);
    CHECK(s.latency.mean->count() == 2.5);
    CHECK(s.latency.median->count() == 2.5);
    CHECK(near(s.latency.deviation->count(), std::sqrt(1.25)));
    CHECK(near(s.latency.sample_deviation->count(), std::sqrt(5.0 / 3)));
    CHECK(s.latency.minimum == 1ms);
    CHECK(s.latency.maximum == 4ms);
    CHECK(s.latency.p50 == s.latency.median);
    CHECK(near(s.latency.p90->count(), 3.7));
    CHECK(near(s.latency.p95->count(), 3.85));
    CHECK(near(s.latency.p99->count(), 3.97));
    CHECK(s.time->first == at(1s));
    CHECK(s.time->duration() == 8s);
}

TEST_CASE("a duration that every row has, in its own unit, is read as the latency that it is") {
    static constexpr ct::timer<"duration", std::chrono::microseconds> took{};
    static constexpr ct::event<"my.step", took, v::start, v::stop> step{};
    std::vector<ct::row<std::remove_const_t<decltype(step)>>> rows;
    for (int i = -3; i != 4; ++i)
        rows.push_back(row_at(1s, step(took = std::chrono::microseconds{i * 500}, v::start = 0ns, v::stop = 9s)));
    auto const all = stored(rows);
    for (auto const row : all) CHECK(ct::detail::latency_in(row) == row[ct::latency]);
    auto const f = ct::summarize(all).latency;
    CHECK(f.count == 7);
    CHECK(f.minimum == -1500us);
    CHECK(f.maximum == 1500us);
    CHECK(f.median == 0us);
}

TEST_CASE("one latency has no sample deviation, and is every quantile") {
    auto const s = ct::summarize(stored<request_t>({latency_row(1s, 4ms)}));
    CHECK(s.latency.deviation == 0ms);
    CHECK_FALSE(s.latency.sample_deviation);
    CHECK(s.latency.p99 == 4ms);
}

TEST_CASE("nothing has an empty summary") {
    auto const s = ct::summarize(ct::rows<request_t>{}, ct::rows<batch_t>{});
    CHECK(s == ct::summary{});
    CHECK_FALSE(s.latency.mean);
    CHECK_FALSE(s.cost.median);
    CHECK_FALSE(s.reliability.success_rate);
    CHECK_FALSE(s.reliability.meets(0));
    CHECK_FALSE(s.time);
}

TEST_CASE("costs are stated or by a price list, and models without a price are named") {
    auto const rows = stored<request_t>({
        row_at(1s, request(v::cost = 0.5)),
        row_at(2s, request(v::model = "bert", v::prompt_tokens = 1'000'000, v::completion_tokens = 100'000)),
        row_at(3s, request(v::model = "zeta", v::prompt_tokens = 1'000'000)),
        row_at(4s, request(v::model = "alpha", v::prompt_tokens = 2'000'000)),
        row_at(5s, request(v::model = "zeta", v::prompt_tokens = 1'000'000)),
        row_at(6s, request()),
    });
    auto const mine = ct::summarize<my_prices>(rows).cost;
    CHECK(mine.count == 5);
    CHECK(near(mine.total, 0.5 + 12 + 1 + 2 + 1));
    CHECK(near(*mine.mean, 3.3));
    CHECK(*mine.median == 1);
    CHECK(near(*mine.per_thousand, 3300));
    CHECK(near(*mine.per_million, 3.3e6));
    CHECK(mine.fallback == 3);
    CHECK(mine.unpriced == 0);
    CHECK(mine.unknown_models == std::vector<std::string>{"alpha", "zeta"});
    auto const other = ct::summarize<other_prices>(rows).cost;
    CHECK(other.count == 2);
    CHECK(near(other.total, 0.5 + 120));
    CHECK(other.fallback == 0);
    CHECK(other.unpriced == 3);
    CHECK(other.unknown_models == std::vector<std::string>{"alpha", "zeta"});
    CHECK(ct::summarize(rows).cost.unpriced == 4); // by the prices that come with the library
}

TEST_CASE("a bounded number of models without a price is named") {
    std::vector<std::string> names;
    for (int i = 0; i != 1000; ++i) names.push_back("model " + std::to_string(i));
    std::vector<ct::row<request_t>> rows;
    for (std::string const& name : names) rows.push_back(row_at(1s, request(v::model = name, v::prompt_tokens = 1)));
    auto const s = ct::summarize<other_prices>(stored(rows));
    CHECK(s.cost.unpriced == 1000);
    CHECK(s.cost.unknown_models.size() == ct::cost_figures::most_unknown_models);
}

TEST_CASE("reliability is of rows that tell whether they succeeded") {
    std::vector<ct::row<request_t>> rows;
    for (int i = 0; i != 1000; ++i) rows.push_back(row_at(1s, request(v::response = "yes")));
    rows.push_back(row_at(2s, request(v::error = "timeout")));
    rows.push_back(row_at(3s, request()));
    auto const r = ct::summarize(stored(rows), stored<note_t>({row_at(1s, note(v::reason = "why"))})).reliability;
    CHECK(r.requests == 1001);
    CHECK(r.succeeded == 1000);
    CHECK(r.failed == 1);
    CHECK(near(*r.success_rate, 1000.0 / 1001));
    CHECK(near(*r.failure_rate, 1.0 / 1001));
    CHECK(r.meets(0.99));
    CHECK(r.meets(0.999));
    CHECK_FALSE(r.meets(0.9999));
}

TEST_CASE("tokens: the total that is stated, else prompt and completion") {
    auto const t = ct::summarize(stored<request_t>({
        row_at(1s, request(v::prompt_tokens = 10, v::completion_tokens = 5)),
        row_at(2s, request(v::prompt_tokens = 20, v::completion_tokens = 5, v::total_tokens = 26)),
        row_at(3s, request(v::total_tokens = 9)),
        row_at(4s, request()),
    })).tokens;
    CHECK(t.count == 3);
    CHECK(t.prompt == 30);
    CHECK(t.completion == 10);
    CHECK(t.total == 15 + 26 + 9);
    CHECK(*t.mean_prompt == 10);
    CHECK(near(*t.mean_completion, 10.0 / 3));
    CHECK(near(*t.mean_total, 50.0 / 3));
}

TEST_CASE("events that occurred are counted in order of their names") {
    auto const requests = stored<request_t>({row_at(2s, request()), row_at(3s, request())});
    auto const notes = stored<note_t>({row_at(1s, note(v::reason = "a"))});
    auto const s = ct::summarize(notes, requests, ct::rows<batch_t>{}, requests);
    CHECK(s.events == 5);
    CHECK(s.by_event == std::vector<ct::event_count>{{"llm.request.stop", 4}, {"train.note", 1}});
    CHECK(s.count_of("llm.request.stop") == 4);
    CHECK(s.count_of("train.batch.stop") == 0);
    CHECK(s.time->first == at(1s));
    CHECK(s.time->last == at(3s));
    CHECK(s.name.empty());
    CHECK_FALSE(s.wall);
}

TEST_CASE("a source with an identity gives it to its summary") {
    experiment_at_rest const run{stored<request_t>({latency_row(1s, 4ms)}), {}};
    auto const s = ct::summarize(run);
    CHECK(s.id == "00ff");
    CHECK(s.name == "bert-ft");
    CHECK(s.condition == "treatment");
    CHECK(s.wall == 10s);
    CHECK(s.active == 7s);
    CHECK(s.paused == 3s);
    CHECK(s.latency.count == 1);
    auto const both = ct::summarize(run, run);
    CHECK(both.name.empty());
    CHECK(both.latency.count == 2);
}

TEST_CASE("rows one by one and all at once give the same summary") {
    std::mt19937_64 random(9);
    std::vector<ct::row<request_t>> rows;
    for (int i = 0; i != 20000; ++i) {
        auto values = request(v::model = "bert", v::prompt_tokens = static_cast<std::int64_t>(random() % 4000));
        std::chrono::nanoseconds const took{static_cast<std::int64_t>(random() % 90'000'000)};
        if (random() % 8 != 0) values[v::duration] = took;
        if (random() % 50 == 0) values[v::error] = "timeout";
        else values[v::response] = "yes";
        rows.push_back(row_at(i * 1ms, values));
    }
    ct::detail::summary_cells<my_prices> cells;
    for (auto const& row : rows) cells.add(row, 1);
    auto const streamed = cells.read();
    auto const stored_ones = ct::summarize<my_prices>(stored(rows));
    CHECK(streamed.by_event == stored_ones.by_event);
    CHECK(streamed.time == stored_ones.time);
    CHECK(streamed.reliability == stored_ones.reliability);
    CHECK(streamed.tokens == stored_ones.tokens);
    CHECK(streamed.latency.count == stored_ones.latency.count);
    CHECK(near(streamed.latency.mean->count(), stored_ones.latency.mean->count()));
    CHECK(near(streamed.latency.deviation->count(), stored_ones.latency.deviation->count()));
    CHECK(near(streamed.latency.sample_deviation->count(), stored_ones.latency.sample_deviation->count()));
    CHECK(streamed.latency.minimum == stored_ones.latency.minimum);
    CHECK(streamed.latency.maximum == stored_ones.latency.maximum);
    CHECK_FALSE(streamed.latency.p99);
    CHECK(stored_ones.latency.p99);
    CHECK(streamed.cost.count == stored_ones.cost.count);
    CHECK(near(streamed.cost.total, stored_ones.cost.total));
}

TEST_CASE("sums of tokens stop at the greatest number, and say so") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    auto const t = ct::summarize(stored<request_t>({
        row_at(1s, request(v::prompt_tokens = most - 1, v::completion_tokens = 1)),
        row_at(2s, request(v::prompt_tokens = 5)),
    })).tokens;
    CHECK(t.saturated());
    CHECK(t.prompt == most);
    CHECK(t.completion == 1);
    CHECK(t.total == most);
    CHECK_FALSE(t.mean_total);
    auto const few = ct::summarize(stored<request_t>({row_at(1s, request(v::prompt_tokens = most - 1))})).tokens;
    CHECK_FALSE(few.saturated());
    CHECK(few.mean_prompt);
}

TEST_CASE("a summary of rows of which some were let go says that it is partial, and since when it is not") {
    static constexpr ct::retention newest{.rows = 64};
    ct::table<request_t> table(newest);
    ct::table<batch_t> steps(newest);
    for (int i = 0; i != 1000; ++i) {
        std::array const one{latency_row(std::chrono::seconds{i}, 4ms)};
        table.append(std::span<ct::row<request_t> const>(one));
        std::array const step{batch_at(std::chrono::seconds{2 * i}, 1, i, 1.0)};
        steps.append(std::span<ct::row<batch_t> const>(step));
    }
    auto const left = table.snapshot();
    auto const s = ct::summarize(left);
    REQUIRE(s.partial);
    CHECK(s.partial->evicted == 1000 - left.size());
    CHECK(s.partial->since == left.front().at);
    CHECK(s.events == left.size());
    CHECK_FALSE(ct::summarize(left.slice(1, left.size())).partial); // of these none was let go
    CHECK(ct::summarize(left.slice(0, 1)).partial);
    auto const t = ct::summarize_training(left, steps.snapshot());
    REQUIRE(t.partial);
    CHECK(t.partial->evicted == 1000 - steps.snapshot().size());
    CHECK(t.partial->since == steps.snapshot().front().at);
    auto const both = ct::summarize(left, steps.snapshot());
    CHECK(both.partial->since == steps.snapshot().front().at);
    CHECK(both.partial->evicted == s.partial->evicted + t.partial->evicted);
    auto const c = ct::compare(stored<request_t>({latency_row(1s, 4ms)}), left);
    CHECK_FALSE(c.baseline_partial);
    CHECK(c.treatment_partial == s.partial);
    CHECK(to_text(c).find("the treatment is partial: of 9") != std::string::npos);
}
