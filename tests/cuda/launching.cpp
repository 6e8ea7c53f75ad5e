// SPDX-License-Identifier: MIT
// Host code of a .cu file emits, listens and asks as any other does, also where launches fail.
#include "launching.hpp"

#include <crucible/telemetry.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace launching;

TEST_CASE("rows emitted beside kernels reach a session of another file") {
    ct::session run{ct::experiment{.name = "listens"}, ct::watch(on(step_stop, m::loss >> (ct::count | ct::mean))),
                    ct::policies<ct::manual>};
    int const failed = train(100);
    run.flush();
    CHECK((failed == 0 || failed == 100));
    CHECK(run[m::loss][ct::count] == 100);
    CHECK(run[m::loss][ct::mean] == 24.75);
    int step = 0;
    for (auto const row : run.rows(step_stop)) {
        CHECK(row[m::step] == step);
        CHECK(row[m::phase] == (step % 2 == 0 ? "warm_up" : "train"));
        ++step;
    }
    CHECK(step == 100);
    CHECK(run.ledger()[step_stop.name].recorded == 100);
    CHECK(run.ledger()[step_stop.name].dropped() == 0);
}

TEST_CASE("a span around a launch has its duration, and says whether the launch was taken") {
    ct::session run{ct::experiment{.name = "times"}, ct::watch(on(launch_stop, m::duration >> ct::count)),
                    ct::policies<ct::manual>};
    bool const there_is_a_gpu = train(1) == 0;
    time_launches(10);
    run.flush();
    CHECK(run[m::duration][ct::count] == 10);
    for (auto const row : run.rows(launch_stop)) {
        CHECK(row[m::duration] > std::chrono::nanoseconds{0});
        CHECK(row[m::ok]); // no exception left the span
        CHECK(row[m::launched] == there_is_a_gpu);
    }
}

TEST_CASE("a session and its queries work in a .cu") {
    figures const all = train_and_ask(10);
    CHECK(all.rows == 10);
    CHECK(all.mean_loss == 2.25);
    CHECK(all.mean_of_warm_up == 2);
    CHECK(all.late == 4);
    CHECK(all.recorded == 10);
    CHECK(all.dropped == 0);
}
