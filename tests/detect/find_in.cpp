// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/find_in.hpp>

#include "emit/vocabulary.hpp"

#include <crucible/telemetry/detect.hpp>
#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/statistics/basic.hpp>

#include <cmath>
#include <random>

namespace {

constexpr ct::gauge<"level"> level{};
constexpr ct::timer<"took"> took{};
constexpr ct::event<"found.step", m::step, ct::optional<level>, took> found_step{};
constexpr ct::z_score_t<ct::z_score_rule{.threshold = 6}> six{};

/// A value of noise for each step; none at each tenth, and a great one at step 700.
auto recorded() {
    return ct::session{ct::experiment{.name = "at rest"}, ct::watch(on(found_step, level >> six)),
                       ct::policies<ct::manual>};
}
template <class Session>
void emit_noise(Session const& run) {
    std::mt19937 random{11};
    std::normal_distribution<double> noise;
    for (std::int64_t i = 0; i != 1000; ++i) {
        double const x = i == 700 ? 20 : noise(random);
        std::chrono::microseconds const time{i == 300 ? 9000 : 100 + static_cast<int>(random() % 20)};
        if (i % 10 == 5) run.emit(found_step(m::step = i, took = time));
        else run.emit(found_step(m::step = i, level = x, took = time));
    }
}

} // namespace

TEST_CASE("rows at rest are judged as they were when they came") {
    auto run = recorded();
    emit_noise(run);
    REQUIRE_FALSE(run.stop());
    std::vector<std::int64_t> steps;
    auto const note = [&](auto const& row, std::string_view statistic, ct::finding const& what) {
        steps.push_back(row[m::step]);
        CHECK(statistic == "z_score_threshold_6");
        CHECK(row[level] == 20);
        CHECK(what.score > 6);
        CHECK(what.threshold == 6.0);
    };
    ct::detection const read = ct::find_in(run.rows(found_step), level, six, note)[six];
    CHECK(steps == std::vector<std::int64_t>{700});
    auto const live = run[level][six];
    CHECK(read.found == live.found);
    CHECK(read.rows == live.rows);
    CHECK(read.rows == 900); // those that have a value
    CHECK(read.score == live.score);
}

TEST_CASE("durations are judged in their own ticks, and detectors that need times have those of the rows") {
    auto run = recorded();
    emit_noise(run);
    run.drain();
    std::vector<std::chrono::nanoseconds> times;
    auto const note = [&](auto const& row, std::string_view, ct::finding const&) { times.push_back(row[took]); };
    auto const all = ct::find_in(run.rows(found_step), took, six | ct::max, note);
    CHECK(all[six].found == 1);
    CHECK(all[ct::max] == std::chrono::milliseconds{9});
    CHECK(times == std::vector<std::chrono::nanoseconds>{std::chrono::milliseconds{9}});
    CHECK(ct::find_in(run.rows(found_step), level, ct::surprise<>, note)[ct::surprise<>].rows == 900);
}

TEST_CASE("of several detectors each says what it found; what is not finite only the one that looks for it sees") {
    auto run = recorded();
    emit_noise(run);
    run.emit(found_step(m::step = 1000, level = std::nan(""), took = std::chrono::microseconds{100}));
    run.drain();
    std::vector<std::pair<std::int64_t, std::string>> told;
    auto const note = [&](auto const& row, std::string_view statistic, ct::finding const&) {
        told.emplace_back(row[m::step], statistic);
    };
    (void)ct::find_in(run.rows(found_step), level, six | ct::non_finite<> | ct::mean, note);
    CHECK(told == std::vector<std::pair<std::int64_t, std::string>>{{700, "z_score_threshold_6"}, {1000, "non_finite"}});
}

TEST_CASE("nothing is found in nothing") {
    auto const run = recorded();
    auto const fail = [](auto const&, std::string_view, ct::finding const&) { FAIL("nothing was put in"); };
    ct::detection const read = ct::find_in(run.rows(found_step), level, six, fail)[six];
    CHECK(read.found == 0);
    CHECK(read.rows == 0);
}
