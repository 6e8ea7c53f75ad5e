// SPDX-License-Identifier: MIT
// What an event is to analysis is what it declares, whatever its measurements are named.
#include "analysis/model.hpp"

#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/schema/catalog/llm.hpp>
#include <crucible/telemetry/schema/catalog/training.hpp>

using namespace analysis_test;
namespace tr = ct::catalog::training;
namespace llm = ct::catalog::llm;

namespace {

template <class... Events>
using recorded = ct::recording<std::remove_const_t<Events>...>;

inline constexpr ct::run_event<"my.run", ct::optional<v::loss>, v::duration> whole_run{};
inline constexpr ct::evaluation_event<"my.validate.sample", v::batch, v::loss, v::accuracy> validated{};
inline constexpr ct::event<"my.unsaid", v::batch, v::loss> unsaid{};
using unsaid_t = std::remove_const_t<decltype(unsaid)>;

} // namespace

TEST_CASE("events of the catalog that have a batch and are no steps are not counted as steps") {
    recorded<decltype(tr::batch_start), decltype(tr::batch_stop), decltype(tr::checkpoint_saved),
             decltype(tr::training_exception)>
        run;
    for (int b = 0; b != 10; ++b) {
        auto const when = b * 100ms;
        run.append(row_at(when, tr::batch_start(v::batch = b, v::epoch = 1)));
        run.append(row_at(when + 90ms, tr::batch_stop(v::batch = b, v::epoch = 1, v::loss = 1.0)));
        run.append(row_at(when + 95ms, tr::checkpoint_saved(v::checkpoint_path = "x", v::batch = b, v::epoch = 1,
                                                            v::loss = 50.0)));
    }
    run.append(row_at(2s, tr::training_exception(v::batch = 9, v::epoch = 1, v::loss = 70.0)));
    auto const t = ct::summarize_training(run);
    CHECK(t.overall.batches == 10);
    CHECK(t.overall.loss == ct::value_figures{10, 0, 1.0, 1.0, 1.0, 1.0, 1.0});
    CHECK(t.epochs.size() == 1);
    CHECK_FALSE(t.overall.stated_loss);
    CHECK(t.rows_without_a_role == 11);
    CHECK(near(*t.overall.batches_per_second, 10.0));
    auto const windows = ct::windowed(run, 1h);
    REQUIRE(windows.size() == 1);
    CHECK(windows[0].mean_loss == 1.0);
}

TEST_CASE("rows of a run state its end, and are of no epoch") {
    auto const steps = stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(2s, 1, 1, 2.0)});
    auto const ends = stored<std::remove_const_t<decltype(whole_run)>>(
        {row_at(3s, whole_run(v::loss = 0.5, v::duration = 3s))});
    auto const t = ct::summarize_training(steps, ends);
    CHECK(t.overall.stated_loss == 0.5);
    CHECK(t.overall.batches == 2);
    CHECK(t.overall.loss.mean == 3.0);
    CHECK(t.rows_without_an_epoch == 0);
    CHECK(t.epochs.size() == 1);
    CHECK_FALSE(t.epochs[0].stated_loss);
}

TEST_CASE("rows of an evaluation, and of events that say nothing, are in no figure of training") {
    auto const evaluated = stored<std::remove_const_t<decltype(validated)>>(
        {row_at(1s, validated(v::batch = 0, v::loss = 9.0, v::accuracy = 0.1))});
    CHECK(ct::summarize_training(evaluated) == ct::training_summary{});
    auto const t = ct::summarize_training(stored<unsaid_t>({row_at(1s, unsaid(v::batch = 0, v::loss = 9.0))}));
    CHECK(t.overall == ct::training_figures{});
    CHECK(t.rows_without_a_role == 1);
}

TEST_CASE("what a server counted itself is no request") {
    recorded<decltype(llm::request_stop), decltype(llm::server_stats)> run;
    run.append(row_at(1s, llm::request_stop(v::duration = 100ms, v::model = "gpt-4", v::prompt_tokens = 100,
                                            v::completion_tokens = 50, v::response = "ok")));
    run.append(row_at(2s, llm::server_stats(v::running_requests = 1, v::prompt_tokens = 100,
                                            v::completion_tokens = 50, v::model = "gpt-4")));
    auto const s = ct::summarize(run);
    CHECK(s.events == 2);
    CHECK(s.count_of("llm.server.stats") == 1);
    CHECK(s.cost.count == 1);
    CHECK(s.tokens.total == 150);
    CHECK(s.by_work.size() == 1);
    ct::detail::summary_cells<ct::default_prices> cells;
    auto const add = [&](auto const& row) { cells.add(row, 1); };
    std::apply([&](auto const&... all) { (std::for_each(all.begin(), all.end(), add), ...); }, run.all_rows());
    CHECK(cells.read().tokens == s.tokens);
    auto const windows = ct::windowed(run, 1h);
    CHECK(windows[0].tokens == 150);
    CHECK(windows[0].events == 2);
}

TEST_CASE("a registry tells roles, and derived measurements do not change them") {
    using events = ct::registry<batch_stop, note>;
    CHECK(events::all[0].role == ct::role::step);
    CHECK(events::all[1].role == ct::role::none);
    using enriched = ct::enriched_event<batch_t, std::remove_const_t<decltype(ct::latency)>>;
    STATIC_REQUIRE(enriched::role_of == ct::role::step);
    STATIC_REQUIRE(ct::with_context_as<ct::role::step, "my.step", v::loss>::role_of == ct::role::step);
    CHECK(to_text(ct::role::evaluation) == "evaluation");
}
