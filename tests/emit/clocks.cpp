// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <algorithm>

namespace {

using namespace std::chrono_literals;

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "clocks"};

ct::timestamp wall() {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

template <class Run>
std::vector<ct::timestamp> times_in(Run const& run) {
    std::vector<ct::timestamp> all;
    auto const rows = run.rows(batch);
    for (auto const& r : rows) all.push_back(r.at);
    return all;
}

/// How far a clock may be from the wall's: a scheduler tick for the coarse one; the wall clock itself may be slewed.
template <class Clock>
constexpr std::chrono::nanoseconds tolerance = std::same_as<Clock, ct::coarse_clock> ? 20ms : 1ms;

} // namespace

TEMPLATE_TEST_CASE("rows are stamped with the wall's time, and in order", "", ct::tsc_clock, ct::steady_clock,
                   ct::coarse_clock, ct::step_clock) {
    ct::session run{about, batches, ct::policies<ct::manual, TestType>};
    ct::timestamp const before = wall();
    for (int i = 0; i != 20; ++i) {
        ct::step();
        emit_steps(i * 10, i * 10 + 10);
        std::this_thread::sleep_for(1ms);
        if (i == 10) run.drain();
    }
    ct::timestamp const after = wall();
    run.drain();
    auto const times = times_in(run);
    CHECK(times.size() == 200);
    CHECK(std::is_sorted(times.begin(), times.end()));
    CHECK(times.front() >= before - tolerance<TestType>);
    CHECK(times.back() <= after + tolerance<TestType>);
    CHECK(times.back() - times.front() >= 19ms - tolerance<TestType>);
    CHECK(holds_steps_up_to(run, 200));
}

TEMPLATE_TEST_CASE("a session that nobody drains for long still tells the time", "", ct::manual, ct::inplace) {
    ct::session run{about, batches, ct::policies<TestType>};
    std::this_thread::sleep_for(500ms);
    ct::timestamp const before = wall();
    emit_steps(0, 1);
    ct::timestamp const after = wall();
    CHECK_FALSE(run.flush());
    CHECK(times_in(run).front() >= before - 1ms);
    CHECK(times_in(run).front() <= after + 1ms);
}

TEST_CASE("rows of several threads are in order of time") {
    ct::session run{about, batches, ct::policies<ct::manual>};
    for (int i = 0; i != 10; ++i) {
        std::thread{[i] { emit_steps(10 * i, 10 * i + 10); }}.join();
        if (i == 5) run.drain();
    }
    run.drain();
    auto const times = times_in(run);
    CHECK(std::is_sorted(times.begin(), times.end()));
    CHECK(holds_steps_up_to(run, 100));
}

TEST_CASE("all rows of a step have its stamp, and steps differ") {
    ct::session run{about, batches, ct::policies<ct::manual, ct::step_clock>};
    for (int i = 0; i != 3; ++i) {
        ct::step();
        emit_steps(0, 5);
        std::this_thread::sleep_for(1ms);
    }
    run.drain();
    auto times = times_in(run);
    REQUIRE(times.size() == 15);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    CHECK(times.size() == 3);
}

TEST_CASE("a thread that begins no steps has the steady clock's stamps; steps are each thread's own") {
    ct::session run{about, batches, ct::policies<ct::manual, ct::step_clock>};
    ct::step();
    std::thread{[] {
        emit_steps(0, 1);
        std::this_thread::sleep_for(1ms);
        emit_steps(1, 2);
    }}.join();
    run.drain();
    auto const times = times_in(run);
    REQUIRE(times.size() == 2);
    CHECK(times[1] - times[0] >= 1ms);
}

TEST_CASE("steps are nothing to sessions with another clock") {
    ct::session run{about, batches, ct::policies<ct::manual, ct::steady_clock>};
    ct::step();
    emit_steps(0, 1);
    std::this_thread::sleep_for(1ms);
    emit_steps(1, 2);
    run.drain();
    auto const times = times_in(run);
    CHECK(times[1] - times[0] >= 1ms);
}
