// SPDX-License-Identifier: MIT
// Rows that stand for more than themselves: every figure of n rows of weight w is that of those rows given w times.
#include "analysis/model.hpp"

#include <crucible/telemetry/export/write.hpp>
#include <crucible/telemetry/session/session.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <random>

using namespace analysis_test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr ct::price_list prices{{{"bert", {10, 20}}, {"*", {1, 2}}}};
constexpr ct::price_list short_list{{{"bert", {10, 20}}}};

/// A note about training without a role.
constexpr ct::event<"train.odd", v::loss> odd{};
using odd_t = std::remove_const_t<decltype(odd)>;

struct run {
    ct::rows<request_t> requests;
    ct::rows<batch_t> batches;
    ct::rows<epoch_t> epochs;
    ct::rows<note_t> notes;
    ct::rows<odd_t> odds;

    auto all_rows() const { return std::tuple{requests, batches, epochs, notes, odds}; }
};

/// Puts rows once with their weights, or as often as they say.
template <class Event>
class putting {
public:
    explicit putting(bool repeated) : repeated_(repeated) {}
    void operator()(ct::row<Event> const& one, double weight) {
        if (!repeated_) table_.append(std::span(&one, 1), std::span(&weight, 1));
        for (double left = repeated_ ? weight : 0; left > 0; --left) table_.append(std::span(&one, 1));
    }
    ct::rows<Event> rows() const { return table_.snapshot(); }

private:
    bool repeated_;
    ct::table<Event> table_;
};

/// The same rows, with weights or repeated. Steps tell how long they took if `timed`.
run some_run(unsigned seed, int n, bool repeated, bool timed) {
    std::mt19937 random(seed);
    auto const below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    putting<request_t> requests(repeated);
    putting<batch_t> batches(repeated);
    putting<epoch_t> epochs(repeated);
    putting<note_t> notes(repeated);
    putting<odd_t> odds(repeated);
    for (int i = 0; i != n; ++i) {
        auto const when = std::chrono::seconds{i} + std::chrono::milliseconds{below(500)};
        auto values = request();
        if (below(4) != 0) values[v::duration] = std::chrono::microseconds{below(4000)};
        if (below(3) == 0) values[v::cost] = 0.01 * below(100);
        if (below(3) == 0) values[v::model] = below(2) == 0 ? "bert" : "unheard-of";
        if (below(2) == 0) values[v::prompt_tokens] = below(1000), values[v::completion_tokens] = below(50);
        if (below(5) == 0) values[v::error] = "no";
        else if (below(2) == 0) values[v::response] = "yes";
        requests(row_at(when, values), 1 + below(4) * below(2));
        auto step = batch_at(when, i / 50, i % 50, i % 41 == 7 ? std::nan("") : 0.1 * below(100));
        if (below(3) == 0) step.values[v::samples] = below(64);
        if (below(9) == 0) step.values[v::learning_rate] = 1.0 / (i + 1);
        if (timed) step.values[v::duration] = std::chrono::milliseconds{1 + below(300)};
        batches(step, 1 + below(3));
        if (i % 50 == 49) epochs(row_at(when, epoch_stop(v::epoch = i / 50, v::accuracy = 0.01 * below(100))), 2);
        if (below(3) == 0) notes(row_at(when, note(v::reason = "x")), 1 + below(2));
        if (below(9) == 0) odds(row_at(when, odd(v::loss = 1)), 5);
    }
    return {requests.rows(), batches.rows(), epochs.rows(), notes.rows(), odds.rows()};
}

bool near(std::optional<double> a, std::optional<double> b) {
    return a.has_value() == b.has_value() && (!a || analysis_test::near(*a, *b));
}
bool near(std::optional<ct::in_milliseconds> a, std::optional<ct::in_milliseconds> b) {
    return a.has_value() == b.has_value() && (!a || std::abs(a->count() - b->count()) <= 1e-11 * std::abs(b->count()));
}

void check_equal(ct::latency_figures const& a, ct::latency_figures const& b) {
    CHECK(a.count == b.count);
    CHECK(near(a.mean, b.mean));
    CHECK(near(a.deviation, b.deviation));
    CHECK(near(a.sample_deviation, b.sample_deviation));
    CHECK((a.minimum == b.minimum && a.maximum == b.maximum));
    CHECK((a.median == b.median && a.p50 == b.p50));
    CHECK((near(a.p90, b.p90) && near(a.p95, b.p95) && near(a.p99, b.p99)));
}
void check_equal(ct::cost_figures const& a, ct::cost_figures const& b) {
    CHECK(a.count == b.count);
    CHECK((near(a.total, b.total) && near(a.mean, b.mean) && near(a.median, b.median)));
    CHECK((near(a.per_thousand, b.per_thousand) && near(a.per_million, b.per_million)));
    CHECK((a.unpriced == b.unpriced && a.fallback == b.fallback && a.unknown_models == b.unknown_models));
}
template <class Figures>
void check_work(Figures const& a, Figures const& b) {
    check_equal(a.latency, b.latency);
    check_equal(a.cost, b.cost);
    CHECK(a.reliability == b.reliability);
    CHECK(a.tokens == b.tokens);
}
/// All but what tells of the rows that there are.
void check_equal(ct::summary const& a, ct::summary const& b) {
    CHECK(a.events == b.events);
    CHECK(a.by_event == b.by_event);
    CHECK(a.time == b.time);
    check_work(a, b);
    REQUIRE(a.by_work.size() == b.by_work.size());
    for (std::size_t i = 0; i != a.by_work.size(); ++i) check_work(a.by_work[i], b.by_work[i]);
}

void check_equal(ct::value_figures const& a, ct::value_figures const& b) {
    CHECK((a.count == b.count && a.nonfinite == b.nonfinite && near(a.mean, b.mean)));
    CHECK((a.first == b.first && a.last == b.last && a.minimum == b.minimum && a.maximum == b.maximum));
}
void check_equal(ct::training_figures const& a, ct::training_figures const& b, bool rates) {
    CHECK(a.batches == b.batches);
    check_equal(a.loss, b.loss);
    check_equal(a.accuracy, b.accuracy);
    check_equal(a.gradient_norm, b.gradient_norm);
    CHECK((a.stated_loss == b.stated_loss && a.stated_accuracy == b.stated_accuracy));
    CHECK(a.learning_rate == b.learning_rate);
    CHECK(a.samples == b.samples);
    CHECK((a.busy == b.busy && a.duration == b.duration));
    if (!rates) return;
    CHECK(near(a.batches_per_second, b.batches_per_second));
    CHECK(near(a.samples_per_second, b.samples_per_second));
}
void check_equal(ct::training_summary const& a, ct::training_summary const& b, bool rates) {
    check_equal(a.overall, b.overall, rates);
    REQUIRE(a.epochs.size() == b.epochs.size());
    for (std::size_t i = 0; i != a.epochs.size(); ++i) check_equal(a.epochs[i], b.epochs[i], rates);
    CHECK(a.rows_without_an_epoch == b.rows_without_an_epoch);
    CHECK(a.rows_without_a_role == b.rows_without_a_role);
    CHECK((a.best_by_loss == b.best_by_loss && a.best_by_accuracy == b.best_by_accuracy));
}

/// Every tenth row of each event, which stands for ten.
struct every_tenth {
    using role = ct::sampling_role;
    std::array<std::uint64_t, 2> seen{};
    template <class Row>
    double weight(Row const&) noexcept {
        return seen[std::same_as<typename Row::event_type, request_t>]++ % 10 == 0 ? 10 : 0;
    }
};

} // namespace

TEST_CASE("a row of weight n counts as n rows in every figure of a summary") {
    for (unsigned seed = 0; seed != 8; ++seed) {
        auto const weighted = some_run(seed, 300, false, true), repeated = some_run(seed, 300, true, true);
        auto const a = ct::summarize<prices>(weighted);
        check_equal(a, ct::summarize<prices>(repeated));
        check_equal(ct::summarize<short_list>(weighted), ct::summarize<short_list>(repeated));
        check_equal(ct::summarize(weighted, repeated), ct::summarize(repeated, weighted)); // of both kinds together
        CHECK_FALSE(ct::summarize<prices>(repeated).sampled);
        REQUIRE(a.sampled);
        CHECK(a.sampled->rows == weighted.requests.size() + weighted.batches.size() + weighted.epochs.size() +
                                     weighted.notes.size() + weighted.odds.size());
        CHECK(a.sampled->effective < static_cast<double>(a.sampled->rows));
    }
}

TEST_CASE("and of a training summary, but for the pace of steps that tell how long they took") {
    for (unsigned seed = 10; seed != 18; ++seed) {
        for (bool const timed : {false, true}) {
            auto const weighted = some_run(seed, 300, false, timed), repeated = some_run(seed, 300, true, timed);
            check_equal(ct::summarize_training(weighted), ct::summarize_training(repeated), !timed);
        }
    }
}

TEST_CASE("and of windows, and of comparisons") {
    for (unsigned seed = 20; seed != 24; ++seed) {
        auto const weighted = some_run(seed, 200, false, false), repeated = some_run(seed, 200, true, false);
        for (auto const step : {7s, 20s, 60s}) {
            auto const a = ct::windowed<prices>(weighted, 20s, step), b = ct::windowed<prices>(repeated, 20s, step);
            REQUIRE(a.size() == b.size());
            for (std::size_t i = 0; i != a.size(); ++i) {
                CHECK((a[i].from == b[i].from && a[i].until == b[i].until && a[i].events == b[i].events));
                CHECK((near(a[i].mean_latency, b[i].mean_latency) && near(a[i].mean_loss, b[i].mean_loss)));
                CHECK(std::abs(a[i].total_cost - b[i].total_cost) <= 1e-12 * (1 + std::abs(b[i].total_cost)));
                CHECK((a[i].succeeded == b[i].succeeded && a[i].failed == b[i].failed && a[i].tokens == b[i].tokens));
            }
        }
        auto const same = ct::compare<prices>(weighted, repeated);
        std::size_t told = 0;
        same.for_each([&](ct::difference const& d) {
            INFO(d.of.name);
            CHECK((d.verdict() == ct::verdict::same || d.verdict() == ct::verdict::unknown));
            told += d.verdict() == ct::verdict::same;
        });
        CHECK(told == 10);
        CHECK((same.baseline_sampled && !same.treatment_sampled));
        CHECK_THAT(to_text(same), ContainsSubstring("the baseline is sampled: its figures rest on "));
    }
}

TEST_CASE("weights need not be whole, and may be below 1: counts are rounded, means and shares are not") {
    putting<request_t> put(false);
    put(row_at(1s, request(v::duration = 1ms, v::total_tokens = 10, v::response = "yes", v::cost = 4.0)), 0.25);
    auto const one = ct::summarize(put.rows());
    CHECK(one.events == 0); // of a quarter of a row
    CHECK(one.latency.mean == 1ms);
    CHECK(one.latency.median == 1ms);
    CHECK(one.cost.mean == 4);
    CHECK(one.cost.total == 1);
    CHECK(one.tokens.mean_total == 10);
    CHECK(one.tokens.total == 3); // 2.5
    CHECK(one.reliability.success_rate == 1);
    CHECK(one.time);
    put(row_at(2s, request(v::duration = 3ms, v::error = "no")), 2.25);
    auto const two = ct::summarize(put.rows());
    CHECK(two.events == 3); // 2.5
    CHECK(two.latency.mean->count() == Approx((0.25 + 6.75) / 2.5));
    CHECK(two.reliability.success_rate == Approx(0.1));
    CHECK(two.reliability.requests == 3);
    CHECK(two.sampled->rows == 2);
    CHECK(two.sampled->effective == Approx(2.5 * 2.5 / (0.0625 + 2.25 * 2.25)));
    auto const training = ct::summarize_training(put.rows());
    CHECK(training == ct::training_summary{});
}

TEST_CASE("as many rows tell of a mean as weights that are equal, and less where they differ") {
    putting<note_t> equal(false), different(false), single(false);
    for (int i = 0; i != 100; ++i) {
        equal(row_at(1s, note(v::reason = "")), 10);
        different(row_at(1s, note(v::reason = "")), i == 0 ? 901 : 1);
        single(row_at(1s, note(v::reason = "")), 1);
    }
    auto const of_equal = ct::summarize(equal.rows()), of_different = ct::summarize(different.rows());
    CHECK(of_equal.events == 1000);
    CHECK(of_equal.sampled->effective == Approx(100));
    CHECK(of_different.events == 1000);
    CHECK(of_different.sampled->effective == Approx(1e6 / (901.0 * 901 + 99)));
    CHECK_FALSE(ct::summarize(single.rows()).sampled); // a sampler that kept all
}

TEST_CASE("a thinned training goes as fast as it went") {
    putting<batch_t> all(false), thinned(false);
    for (int i = 0; i != 10'000; ++i) {
        auto step = batch_at(i * 10ms, i / 1000, i, 1.0 / (i + 1));
        step.values[v::duration] = 9ms;
        step.values[v::samples] = 32;
        all(step, 1);
        if (i % 10 == 0) thinned(step, 10);
    }
    auto const a = ct::summarize_training(all.rows()).overall, b = ct::summarize_training(thinned.rows()).overall;
    CHECK(*a.batches_per_second == Approx(1000 / 9.0));
    CHECK(*b.batches_per_second == Approx(100).epsilon(.01)); // pauses count
    CHECK(*b.samples_per_second == Approx(3200).epsilon(.01));
    CHECK(b.batches == a.batches);
    CHECK(b.samples == a.samples);
    CHECK(b.busy == a.busy / 10);
}

TEMPLATE_TEST_CASE("a session with a sampler: its stream, its rows and what was emitted agree", "", ct::manual,
                   ct::background, ct::inplace) {
    ct::live_summary<prices> live;
    ct::session run{ct::experiment{.name = "sampled"}, ct::watch(request, batch_stop),
                    ct::policies<TestType, every_tenth, ct::ring_of<(1 << 22)>>, live.attach()};
    for (int i = 0; i != 1000; ++i) {
        run.emit(request(v::duration = 2ms, v::prompt_tokens = 5, v::response = "yes"));
        run.emit(batch_stop(v::epoch = i / 100, v::batch = i % 100, v::loss = 0.5, v::gradient_norm = 1.0));
    }
    REQUIRE_FALSE(run.stop());
    auto const stored = ct::summarize<prices>(run), streamed = live.now();
    CHECK(stored.events == 2000);
    CHECK(streamed.events == 2000);
    CHECK(stored.reliability.succeeded == 1000);
    CHECK(stored.tokens.total == 5000);
    CHECK(streamed.tokens == stored.tokens);
    CHECK(streamed.reliability == stored.reliability);
    CHECK(streamed.sampled == stored.sampled);
    CHECK(streamed.latency.mean == 2ms);
    CHECK(ct::summarize_training(run).overall.batches == 1000);
    CHECK(live.training() == ct::summarize_training(run));
    CHECK(run.ledger().total().recorded == 200);
    CHECK(run.exports()[0].written == 200);
}

TEST_CASE("rows at rest that are written to a stream keep their weights") {
    auto const weighted = some_run(30, 100, false, true);
    ct::live_summary<prices> live;
    CHECK(ct::write(live.attach(), {}, weighted.requests, weighted.batches) ==
          weighted.requests.size() + weighted.batches.size());
    auto const stored = ct::summarize<prices>(weighted.requests, weighted.batches);
    CHECK(live.now().events == stored.events);
    CHECK(live.now().tokens == stored.tokens);
    CHECK(live.now().sampled == stored.sampled);
}
