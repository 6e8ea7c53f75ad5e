// SPDX-License-Identifier: MIT
#include <crucible/telemetry/session/experiment.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace {

constexpr ct::timestamp at(std::chrono::seconds s) { return ct::timestamp{s}; }

ct::experiment_info describe(ct::detail::lifecycle const& life, std::chrono::seconds now) {
    ct::experiment_info info;
    life.describe(info, at(now));
    return info;
}

} // namespace

TEST_CASE("a fresh experiment runs, and its durations grow") {
    ct::detail::lifecycle const life{at(100s)};
    auto const info = describe(life, 130s);
    CHECK(info.status == ct::status::running);
    CHECK(info.started == at(100s));
    CHECK_FALSE(info.paused);
    CHECK_FALSE(info.stopped);
    CHECK(info.pause_count == 0);
    CHECK(info.wall == 30s);
    CHECK(info.active == 30s);
    CHECK(info.pausing == 0s);
}

TEST_CASE("what only a name is given for has the defaults") {
    ct::experiment const about{.name = "only-name"};
    CHECK(about.condition == "default");
    CHECK(about.hypothesis.empty());
    CHECK(about.tags.empty());
    CHECK(about.metadata.empty());
    CHECK(about.sample_size == 0);
    CHECK_FALSE(about.stop_at_sample_size);
}

TEST_CASE("pauses count, and their time is not active time") {
    ct::detail::lifecycle life{at(0s)};
    CHECK_FALSE(life.pause(at(10s)));
    auto info = describe(life, 15s);
    CHECK(info.status == ct::status::paused);
    CHECK(info.paused == at(10s));
    CHECK(info.wall == 15s);
    CHECK(info.pausing == 5s);
    CHECK(info.active == 10s);
    CHECK_FALSE(life.resume(at(20s)));
    CHECK_FALSE(life.pause(at(30s)));
    CHECK_FALSE(life.resume(at(31s)));
    info = describe(life, 40s);
    CHECK(info.status == ct::status::running);
    CHECK_FALSE(info.paused);
    CHECK(info.pause_count == 2);
    CHECK(info.pausing == 11s);
    CHECK(info.active == 29s);
}

TEST_CASE("durations stand still after the stop") {
    ct::detail::lifecycle life{at(0s)};
    life.stop(at(7s));
    life.stop(at(9s));
    auto const info = describe(life, 1000s);
    CHECK(info.status == ct::status::stopped);
    CHECK(info.stopped == at(7s));
    CHECK(info.wall == 7s);
    CHECK(info.active == 7s);
}

TEST_CASE("stopped during a pause: the pause ends there, and says since when it was") {
    ct::detail::lifecycle life{at(0s)};
    CHECK_FALSE(life.pause(at(10s)));
    life.stop(at(25s));
    auto const info = describe(life, 1000s);
    CHECK(info.paused == at(10s));
    CHECK(info.pausing == 15s);
    CHECK(info.active == 10s);
    CHECK(info.wall == 25s);
}

TEST_CASE("misuse is an error code and changes nothing") {
    ct::detail::lifecycle life{at(0s)};
    CHECK(life.resume(at(1s)) == ct::errc::not_paused);
    CHECK_FALSE(life.pause(at(2s)));
    CHECK(life.pause(at(3s)) == ct::errc::already_paused);
    CHECK(describe(life, 4s).paused == at(2s));
    CHECK(describe(life, 4s).pause_count == 1);
    life.stop(at(5s));
    CHECK(life.pause(at(6s)) == ct::errc::not_running);
    CHECK(life.resume(at(6s)) == ct::errc::not_paused);
    CHECK(describe(life, 7s).status == ct::status::stopped);
}

TEST_CASE("states have names") {
    CHECK(to_text(ct::status::running) == "running");
    CHECK(to_text(ct::status::paused) == "paused");
    CHECK(to_text(ct::status::stopped) == "stopped");
    CHECK(to_text(ct::status::archived) == "archived");
}
