// SPDX-License-Identifier: MIT
// Streaming metrics of sessions that run, against the summary of the rows that they keep.
#include "analysis/model.hpp"

#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/store/nothing.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <atomic>
#include <thread>

using namespace analysis_test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr ct::price_list prices{{{"bert", {10, 20}}}};
ct::experiment const about{.name = "live", .condition = "treatment"};

void emit_some(int from, int to) {
    for (int i = from; i != to; ++i) {
        auto values =
            request(v::model = i % 3 == 0 ? "bert" : "other", v::prompt_tokens = i, v::completion_tokens = i / 2);
        if (i % 7 != 0) values[v::duration] = std::chrono::microseconds{i % 1000 * 37};
        if (i % 11 == 0) values[v::error] = "no";
        else if (i % 2 == 0) values[v::response] = "yes";
        ct::emit(values);
        auto step =
            batch_stop(v::epoch = i / 100, v::batch = i % 100, v::loss = 1.0 / (i + 1), v::gradient_norm = 0.1 * i);
        step[v::duration] = 200us;
        step[v::samples] = 16;
        ct::emit(step);
        if (i % 100 == 99) ct::emit(epoch_stop(v::epoch = i / 100, v::accuracy = 1 - 1.0 / (i + 1)));
    }
}

bool near(std::optional<double> a, std::optional<double> b) {
    return a.has_value() == b.has_value() && (!a || analysis_test::near(*a, *b));
}
bool near(std::optional<ct::in_milliseconds> a, std::optional<ct::in_milliseconds> b) {
    return a.has_value() == b.has_value() && (!a || analysis_test::near(a->count(), b->count()));
}

/// An exporter that cannot begin.
struct broken {
    template <class Events>
    ct::detail::live_writer<ct::default_prices> open(ct::run_info const&, Events) const {
        throw ct::error{std::make_error_code(std::errc::io_error), "no disk"};
    }
};

/// All but the quantiles.
void check_equal(ct::summary const& streamed, ct::summary const& stored_ones) {
    CHECK(streamed.id == stored_ones.id);
    CHECK(streamed.name == stored_ones.name);
    CHECK(streamed.condition == stored_ones.condition);
    CHECK(streamed.events == stored_ones.events);
    CHECK(streamed.by_event == stored_ones.by_event);
    CHECK(streamed.time == stored_ones.time);
    CHECK(streamed.latency.count == stored_ones.latency.count);
    CHECK(near(streamed.latency.mean, stored_ones.latency.mean));
    CHECK(near(streamed.latency.deviation, stored_ones.latency.deviation));
    CHECK(near(streamed.latency.sample_deviation, stored_ones.latency.sample_deviation));
    CHECK(streamed.latency.minimum == stored_ones.latency.minimum);
    CHECK(streamed.latency.maximum == stored_ones.latency.maximum);
    CHECK_FALSE(streamed.latency.median);
    CHECK(near(streamed.cost.total, stored_ones.cost.total));
    CHECK(near(streamed.cost.mean, stored_ones.cost.mean));
    CHECK(streamed.cost.unpriced == stored_ones.cost.unpriced);
    CHECK(streamed.cost.unknown_models == stored_ones.cost.unknown_models);
    CHECK(streamed.reliability == stored_ones.reliability);
    CHECK(streamed.tokens == stored_ones.tokens);
}

void check_equal(ct::value_figures const& a, ct::value_figures const& b) {
    CHECK(a.count == b.count);
    CHECK(a.nonfinite == b.nonfinite);
    CHECK(near(a.mean, b.mean));
    CHECK(a.first == b.first);
    CHECK(a.last == b.last);
    CHECK(a.minimum == b.minimum);
    CHECK(a.maximum == b.maximum);
}

void check_equal(ct::training_figures const& a, ct::training_figures const& b) {
    CHECK(a.batches == b.batches);
    check_equal(a.loss, b.loss);
    check_equal(a.accuracy, b.accuracy);
    check_equal(a.gradient_norm, b.gradient_norm);
    CHECK(a.stated_accuracy == b.stated_accuracy);
    CHECK(a.samples == b.samples);
    CHECK(a.busy == b.busy);
    CHECK(a.duration == b.duration);
    CHECK(near(a.batches_per_second, b.batches_per_second));
    CHECK(near(a.samples_per_second, b.samples_per_second));
}

void check_equal(ct::training_summary const& a, ct::training_summary const& b) {
    check_equal(a.overall, b.overall);
    REQUIRE(a.epochs.size() == b.epochs.size());
    for (std::size_t i = 0; i != a.epochs.size(); ++i) {
        CHECK(a.epochs[i].epoch == b.epochs[i].epoch);
        check_equal(a.epochs[i], b.epochs[i]);
    }
    CHECK(a.best_by_loss == b.best_by_loss);
    CHECK(a.best_by_accuracy == b.best_by_accuracy);
}

} // namespace

TEMPLATE_TEST_CASE("the numbers of the stream are those of the rows", "", ct::manual, ct::background, ct::inplace) {
    ct::live_summary<prices> live;
    ct::session run{about, ct::watch(request, batch_stop, epoch_stop), ct::policies<TestType, ct::ring_of<(1 << 22)>>,
                    live.attach()};
    CHECK(live.now().events == 0);
    emit_some(0, 500);
    REQUIRE_FALSE(run.flush(10s));
    check_equal(live.now(), ct::summarize<prices>(run));
    check_equal(live.training(), ct::summarize_training(run));
    emit_some(500, 1000);
    REQUIRE_FALSE(run.stop());
    CHECK(live.now().events == 2010);
    check_equal(live.now(), ct::summarize<prices>(run));
    check_equal(live.training(), ct::summarize_training(run));
    CHECK(run.exports()[0].written == 2010);
    CHECK(run.exports()[0].failed == 0);
}

TEST_CASE("pausing does not end the stream, and what is emitted meanwhile does not count") {
    ct::live_summary live; // no template arguments: the prices that come with the library
    ct::session run{about, ct::watch(batch_stop), ct::policies<ct::manual>, live.attach()};
    emit_some(0, 10);
    REQUIRE_FALSE(run.pause());
    emit_some(10, 20);
    REQUIRE_FALSE(run.resume());
    emit_some(20, 30);
    REQUIRE_FALSE(run.stop());
    CHECK(live.now().count_of("train.batch.stop") == 20);
    CHECK(live.training().overall.batches == 20);
}

TEST_CASE("the last numbers stay when the session has ended") {
    ct::live_summary live;
    {
        ct::session run{about, ct::watch(batch_stop), ct::policies<ct::manual>, live.attach()};
        CHECK(live.attached());
        emit_some(0, 10);
    }
    CHECK_FALSE(live.attached());
    CHECK(live.now().events == 10);
    CHECK(live.now().name == "live");
    live.reset();
    CHECK(live.now().events == 0);
    CHECK(live.training() == ct::training_summary{});
}

TEST_CASE("a reset begins anew while the session goes on") {
    ct::live_summary live;
    ct::session run{about, ct::watch(batch_stop), ct::policies<ct::manual>, live.attach()};
    emit_some(0, 10);
    run.drain();
    live.reset();
    CHECK(live.now().events == 0);
    CHECK(live.now().name == "live");
    emit_some(10, 13);
    run.drain();
    CHECK(live.now().events == 3);
    CHECK(live.training().overall.batches == 3);
}

TEST_CASE("a second session cannot feed it at once, but later, from the beginning") {
    ct::live_summary live;
    {
        ct::session first_one{about, ct::watch(batch_stop), ct::policies<ct::manual>, live.attach()};
        emit_some(0, 10);
        ct::experiment const second{.name = "second"};
        auto const begin = [&] { ct::session run{second, ct::watch(batch_stop), live.attach()}; };
        CHECK_THROWS_AS(begin(), ct::error);
        CHECK_THROWS_WITH(begin(), ContainsSubstring("'live'") && ContainsSubstring("'second'"));
        REQUIRE_FALSE(first_one.stop());
        CHECK(live.now().events == 10);
    }
    ct::experiment const another{.name = "another"};
    ct::session run{another, ct::watch(batch_stop), ct::policies<ct::manual>, live.attach()};
    CHECK(live.now().events == 0);
    CHECK(live.now().name == "another");
}

TEST_CASE("a session that could not begin leaves it free") {
    ct::live_summary live;
    CHECK_THROWS_AS((ct::session{about, ct::watch(batch_stop), live.attach(), broken{}}), ct::error);
    CHECK_FALSE(live.attached());
}

TEST_CASE("no rows need to be kept") {
    ct::live_summary live;
    ct::session run{about, ct::watch(batch_stop), ct::policies<ct::manual>, ct::nothing{}, live.attach()};
    emit_some(0, 10);
    REQUIRE_FALSE(run.stop());
    CHECK(live.now().events == 10);
    CHECK(live.training().overall.loss.count == 10);
    CHECK(ct::summarize(run).events == 0);
}

TEST_CASE("it may end before its session") {
    auto live = std::make_unique<ct::live_summary<>>();
    ct::session run{about, ct::watch(batch_stop), ct::policies<ct::manual>, live->attach()};
    live.reset();
    emit_some(0, 10);
    CHECK_FALSE(run.stop());
    CHECK(run.exports()[0].written == 10);
}

TEST_CASE("derived measurements that exporters write do not count twice") {
    static constexpr ct::event<"my.flagged", v::batch> bare{};
    static constexpr auto wanted = ct::watch(on(request, ct::latency, ct::success, ct::cost, ct::tokens_used), bare);
    ct::live_summary live;
    ct::session run{about, wanted, ct::policies<ct::manual>, live.attach()};
    emit_some(0, 200);
    ct::emit(bare(v::batch = 1));
    REQUIRE_FALSE(run.stop());
    check_equal(live.now(), ct::summarize(run));
}

TEST_CASE("running experiments are compared by what they are now") {
    ct::live_summary a, b;
    auto const alone = ct::policies<ct::manual, ct::scoped>;
    ct::session one{ct::experiment{.name = "a"}, ct::watch(batch_stop), alone, a.attach()};
    ct::session two{ct::experiment{.name = "b"}, ct::watch(batch_stop), alone, b.attach()};
    one.emit(batch_stop(v::epoch = 1, v::batch = 1, v::loss = 2.0, v::gradient_norm = 1.0));
    two.emit(batch_stop(v::epoch = 1, v::batch = 1, v::loss = 1.0, v::gradient_norm = 1.0));
    one.drain();
    two.drain();
    auto const c = ct::compare(a, b);
    CHECK(c.treatment.name == "b");
    CHECK(c.loss.percent() == -50);
}

TEST_CASE("any thread may ask and reset while the session runs") {
    ct::live_summary live;
    ct::session run{about, ct::watch(batch_stop, request), ct::policies<ct::block>, live.attach()};
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers;
    for (int i = 0; i != 3; ++i)
        readers.emplace_back([&] {
            std::uint64_t seen = 0;
            while (!done) {
                auto const now = live.now();
                auto const counted = now.count_of("train.batch.stop") + now.count_of("llm.request.stop");
                if (now.events < seen || counted != now.events) ++wrong;
                seen = now.events;
                auto const t = live.training();
                std::uint64_t batches = 0;
                for (auto const& f : t.epochs) batches += f.batches;
                if (batches != t.overall.batches) ++wrong;
            }
        });
    emit_some(0, 20000);
    REQUIRE_FALSE(run.flush(60s));
    done = true;
    for (auto& reader : readers) reader.join();
    CHECK(wrong == 0);
    CHECK(live.now().events == 40000);
}
