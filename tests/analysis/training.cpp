// SPDX-License-Identifier: MIT
#include "analysis/model.hpp"

#include <limits>

using namespace analysis_test;

namespace {

/// Two epochs of four batches, one a second, each of which took half a second and 32 samples.
ct::rows<batch_t> two_epochs() {
    std::vector<ct::row<batch_t>> rows;
    for (std::int64_t i = 0; i != 8; ++i) {
        auto values = batch_stop(v::epoch = 1 + i / 4, v::batch = i % 4, v::loss = 8.0 - static_cast<double>(i),
                                 v::gradient_norm = static_cast<double>(i % 4));
        values[v::learning_rate] = i < 6 ? 0.1 : 0.01;
        values[v::samples] = 32;
        values[v::duration] = 500ms;
        rows.push_back(row_at(std::chrono::seconds{i}, values));
    }
    return stored(rows);
}

} // namespace

TEST_CASE("figures of each epoch") {
    auto const t = ct::summarize_training(two_epochs());
    REQUIRE(t.epochs.size() == 2);
    auto const& first_one = t.epochs[0];
    CHECK(first_one.epoch == 1);
    CHECK(first_one.batches == 4);
    CHECK(first_one.loss == ct::value_figures{4, 0, 6.5, 8.0, 5.0, 5.0, 8.0});
    CHECK(first_one.gradient_norm == ct::value_figures{4, 0, 1.5, 0.0, 3.0, 0.0, 3.0});
    CHECK(first_one.accuracy == ct::value_figures{});
    CHECK(first_one.learning_rate == 0.1);
    CHECK(first_one.samples == 128);
    CHECK(first_one.busy == 2s);
    CHECK(first_one.duration == 3500ms); // from half a second before the first row
    CHECK(first_one.batches_per_second == 2.0);
    CHECK(first_one.samples_per_second == 64.0);
    CHECK(t.find(2)->learning_rate == 0.01);
    CHECK(t.find(3) == nullptr);
}

TEST_CASE("figures of the whole run") {
    auto const t = ct::summarize_training(two_epochs());
    CHECK(t.overall.batches == 8);
    CHECK(t.overall.loss == ct::value_figures{8, 0, 4.5, 8.0, 1.0, 1.0, 8.0});
    CHECK(t.overall.samples == 256);
    CHECK(t.overall.busy == 4s);
    CHECK(t.overall.duration == 7500ms);
    CHECK(t.overall.batches_per_second == 2.0);
    CHECK(t.overall.learning_rate == 0.01);
    CHECK(t.best_by_loss == 2);
    CHECK_FALSE(t.best_by_accuracy);
    CHECK(t.final_loss() == 2.5); // the mean of the last epoch's batches
    CHECK_FALSE(t.final_accuracy());
    CHECK(t.rows_without_an_epoch == 0);
}

TEST_CASE("what rows about an epoch state goes before the mean of its batches") {
    auto const epochs = stored<epoch_t>({
        row_at(4s, epoch_stop(v::epoch = 1, v::loss = 0.1, v::accuracy = 0.9)),
        row_at(8s, epoch_stop(v::epoch = 2, v::loss = 0.2, v::accuracy = 0.7)),
        row_at(9s, epoch_stop(v::epoch = 2)),
    });
    auto const t = ct::summarize_training(two_epochs(), epochs);
    REQUIRE(t.epochs.size() == 2);
    CHECK(t.epochs[0].batches == 4);
    CHECK(*t.epochs[0].loss.mean == 6.5);
    CHECK(t.epochs[0].stated_loss == 0.1);
    CHECK(t.epochs[0].accuracy.last == 0.9);
    CHECK(t.epochs[1].judged_loss() == 0.2);
    CHECK(t.best_by_loss == 1);
    CHECK(t.best_by_accuracy == 1);
    CHECK(t.final_loss() == 0.2);
    CHECK(t.final_accuracy() == 0.7);
    CHECK(t.epochs[1].duration == 3500ms); // of its batches
    CHECK(t.overall.loss.count == 8);
}

TEST_CASE("epochs without batches have the figures of the rows about them") {
    auto const t = ct::summarize_training(stored<epoch_t>({
        row_at(4s, epoch_stop(v::epoch = 7, v::loss = 0.5)),
        row_at(6s, epoch_stop(v::epoch = 7, v::loss = 0.25)),
    }));
    REQUIRE(t.epochs.size() == 1);
    CHECK(t.epochs[0].batches == 0);
    CHECK(t.epochs[0].loss.count == 2);
    CHECK(*t.epochs[0].loss.mean == 0.375);
    CHECK(t.epochs[0].stated_loss == 0.25);
    CHECK(t.epochs[0].duration == 2s);
    CHECK_FALSE(t.epochs[0].batches_per_second);
}

TEST_CASE("of equal epochs the earliest is the best") {
    auto const t = ct::summarize_training(stored<epoch_t>({
        row_at(1s, epoch_stop(v::epoch = 5, v::loss = 0.5, v::accuracy = 0.7)),
        row_at(2s, epoch_stop(v::epoch = 6, v::loss = 0.25, v::accuracy = 0.9)),
        row_at(3s, epoch_stop(v::epoch = 7, v::loss = 0.25, v::accuracy = 0.9)),
    }));
    CHECK(t.best_by_loss == 6);
    CHECK(t.best_by_accuracy == 6);
}

TEST_CASE("losses that are no numbers are counted apart") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    auto const t = ct::summarize_training(stored<batch_t>(
        {batch_at(1s, 1, 0, 2.0), batch_at(2s, 1, 1, 4.0), batch_at(3s, 1, 2, nan), batch_at(4s, 2, 0, infinity)}));
    CHECK(t.epochs[0].loss == ct::value_figures{2, 1, 3.0, 2.0, 4.0, 2.0, 4.0});
    CHECK(t.epochs[1].loss == ct::value_figures{0, 1});
    CHECK(t.overall.loss.nonfinite == 2);
    CHECK(t.best_by_loss == 1);
    CHECK(t.final_loss() == 3.0); // the second epoch has none
}

TEST_CASE("steps that tell no duration are timed by their stamps") {
    auto const t = ct::summarize_training(stored<batch_t>(
        {batch_at(1s, 1, 0, 2.0), batch_at(2s, 1, 1, 1.0), batch_at(3s, 1, 2, 1.0), batch_at(9s, 2, 0, 1.0)}));
    CHECK(t.epochs[0].busy == 0s);
    CHECK(t.epochs[0].batches_per_second == 1.0);
    CHECK_FALSE(t.epochs[0].samples_per_second);
    CHECK(t.epochs[0].duration == 2s);
    CHECK_FALSE(t.epochs[1].batches_per_second); // one stamp is no time
}

TEST_CASE("batches of threads that work at once make the run faster, not longer") {
    std::vector<ct::row<batch_t>> rows;
    for (std::int64_t i = 0; i != 10; ++i)
        for (std::uint32_t thread = 0; thread != 4; ++thread) {
            auto values = batch_stop(v::epoch = 1, v::batch = i, v::loss = 1.0, v::gradient_norm = 1.0);
            values[v::duration] = 1s;
            rows.push_back({values, at(std::chrono::seconds{i + 1} + std::chrono::milliseconds{thread}), thread});
        }
    auto const t = ct::summarize_training(stored(rows));
    CHECK(t.overall.busy == 10003ms);
    CHECK(near(*t.overall.batches_per_second, 40 / 10.003));
}

TEST_CASE("numbers of any width are found by their names") {
    static constexpr ct::index<"epoch", int> epoch{};
    static constexpr ct::gauge<"loss", float> loss{};
    static constexpr ct::gauge<"accuracy", float> accuracy{};
    static constexpr ct::epoch_event<"my.epoch", epoch, loss, ct::optional<accuracy>> mine{};
    auto const t = ct::summarize_training(stored<std::remove_const_t<decltype(mine)>>(
        {row_at(1s, mine(epoch = 3, loss = 0.5F)), row_at(2s, mine(epoch = 4, loss = 0.25F, accuracy = 0.75F))}));
    REQUIRE(t.epochs.size() == 2);
    CHECK(t.final_loss() == 0.25);
    CHECK(t.final_accuracy() == 0.75);
    CHECK(t.best_by_loss == 4);
}

TEST_CASE("steps without an epoch are figures of the run only") {
    static constexpr ct::step_event<"my.step", v::loss> step{};
    using step_t = std::remove_const_t<decltype(step)>;
    auto const steps = stored<step_t>({row_at(1s, step(v::loss = 2.0)), row_at(2s, step(v::loss = 1.0))});
    auto const t = ct::summarize_training(steps, stored<note_t>({row_at(1s, note(v::reason = "x"))}));
    CHECK(t.epochs.empty());
    CHECK(t.rows_without_an_epoch == 2);
    CHECK(t.overall.batches == 2);
    CHECK(t.final_loss() == 1.0);
}

TEST_CASE("what does not train has an empty summary of training") {
    CHECK(ct::summarize_training(stored<note_t>({row_at(1s, note(v::reason = "x"))})) == ct::training_summary{});
    CHECK(ct::summarize_training(ct::rows<batch_t>{}) == ct::training_summary{});
}

TEST_CASE("epochs beyond the bound count in the run only") {
    ct::detail::training_cells cells(2);
    auto const rows = stored<batch_t>({batch_at(1s, 1, 0, 3.0), batch_at(2s, 2, 0, 2.0), batch_at(3s, 3, 0, 1.0),
                                       batch_at(4s, 1, 1, 5.0)});
    for (auto const row : rows) cells.add(row, 1);
    auto const t = cells.read();
    REQUIRE(t.epochs.size() == 2);
    CHECK(t.epochs[0].batches == 2);
    CHECK(t.rows_without_an_epoch == 1);
    CHECK(t.overall.batches == 4);
    CHECK(t.overall.loss.last == 5.0);
    cells.clear();
    CHECK(cells.read() == ct::training_summary{});
}

TEST_CASE("a duration longer than time is cut off") {
    auto values = batch_stop(v::epoch = 1, v::batch = 0, v::loss = 1.0, v::gradient_norm = 1.0);
    values[v::duration] = std::chrono::nanoseconds::max();
    auto const t = ct::summarize_training(stored<batch_t>({{values, at(-100s), 0}, {values, at(100s), 0}}));
    CHECK(t.overall.busy == std::chrono::nanoseconds::max());
    CHECK(t.overall.duration == std::chrono::nanoseconds::max());
}
