// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/query.hpp>

#include <atomic>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <random>
#include <string>

namespace {

using namespace std::chrono_literals;
using Catch::Matchers::WithinRel;

namespace p {
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::tag<"model"> model{};
} // namespace p

inline constexpr ct::event<"paned.step", p::loss, p::model> step{};
ct::experiment const about{.name = "panes"};

constexpr auto figures = ct::count | ct::mean | ct::variance | ct::min | ct::max | ct::quantile<.5, .99>;
constexpr auto asked = ct::watch(ct::on(step, p::loss >> figures >> ct::panes<1ms, 10s> >> ct::panes<100, 10'000>,
                                        p::loss.by(p::model) >> (ct::count | ct::sum) >> ct::panes<1ms, 10s>));

/// Bursts with pauses in between, for some 60 ms.
void emit_bursts(int bursts) {
    std::mt19937 random(7);
    for (int burst = 0; burst != bursts; ++burst) {
        for (auto i = random() % 200; i != 0; --i)
            ct::emit(step(p::loss = static_cast<double>(random() % 10'000), p::model = i % 3 != 0 ? "a" : "b"));
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 3'000});
    }
}

template <class Window, class Expected>
void check_same_figures(Window const& window, Expected const& expected) {
    CHECK(window[ct::count] == expected[ct::count]);
    CHECK_THAT(window[ct::mean], WithinRel(expected[ct::mean], 1e-12));
    if (window[ct::count] > 1) CHECK_THAT(window[ct::variance], WithinRel(expected[ct::variance], 1e-9));
    CHECK(window[ct::min] == expected[ct::min]);
    CHECK(window[ct::max] == expected[ct::max]);
    CHECK(window[ct::quantile<.5, .99>] == expected[ct::quantile<.5, .99>]); // exact in any order of merging
}

template <class Windows, class Expected>
void check_same_windows(Windows const& windows, Expected&& expected) {
    std::size_t n = 0;
    for (auto const& window : expected) {
        REQUIRE(n < windows.size());
        CHECK(windows[n].from == window.from);
        CHECK(windows[n].until == window.until);
        check_same_figures(windows[n++], window);
    }
    CHECK(n == windows.size());
}

} // namespace

TEMPLATE_TEST_CASE("windows of panes equal windows of rows", "", ct::background, ct::manual, ct::inplace) {
    ct::session run{about, asked, ct::policies<TestType>};
    emit_bursts(40);
    REQUIRE_FALSE(run.flush());
    auto const of = run[p::loss];
    auto const rows = run.rows(step);
    REQUIRE(rows.size() > 1000);
    CHECK(of.missed() == 0);
    CHECK(of[ct::count] == rows.size());
    check_same_windows(of.tumbling(2ms),
                       rows | ct::tumbling(2ms, ct::aligned_to_clock) | ct::select(p::loss) | ct::over(figures));
    check_same_windows(of.sliding(10ms, 3ms),
                       rows | ct::sliding(10ms, 3ms, ct::aligned_to_clock) | ct::select(p::loss) | ct::over(figures));
    check_same_windows(of.tumbling(500), rows | ct::tumbling(500) | ct::select(p::loss) | ct::over(figures));
    check_same_windows(of.sliding(700, 200), rows | ct::sliding(700, 200) | ct::select(p::loss) | ct::over(figures));

    auto const last = of.last(8ms);
    if (last[ct::count] != 0)
        check_same_figures(last, rows | ct::since(last.from) | ct::select(p::loss) | ct::over(figures));
    auto const rows_of_late = of.last(250);
    CHECK(rows_of_late[ct::count] >= 250);
    CHECK(rows_of_late[ct::count] < 350);
    check_same_figures(rows_of_late, rows | ct::last(static_cast<std::size_t>(rows_of_late[ct::count])) |
                                         ct::select(p::loss) | ct::over(figures));
}

TEST_CASE("each label has panes of its own") {
    ct::session run{about, asked, ct::policies<ct::manual>};
    emit_bursts(20);
    run.drain();
    auto const groups = run.rows(step) | ct::group_by(p::model);
    auto const by_model = run[p::loss.by(p::model)];
    for (std::string const label : {"a", "b"}) {
        auto const windows = by_model[label].tumbling(5ms);
        std::size_t n = 0;
        for (auto const& window : groups.at(label) | ct::tumbling(5ms, ct::aligned_to_clock) | ct::select(p::loss) |
                                      ct::over(ct::count | ct::sum)) {
            REQUIRE(n < windows.size());
            CHECK(windows[n].from == window.from);
            CHECK(windows[n][ct::count] == window[ct::count]);
            CHECK_THAT(windows[n][ct::sum], WithinRel(window[ct::sum], 1e-12));
            ++n;
        }
        CHECK(n == windows.size());
    }
    CHECK(by_model["neither"].tumbling(5ms).empty());
}

TEST_CASE("the last of time looks past pauses") {
    ct::session run{about, asked, ct::policies<ct::manual>};
    for (int i = 0; i != 10; ++i) ct::emit(step(p::loss = 1.0, p::model = "a"));
    REQUIRE_FALSE(run.pause());
    std::this_thread::sleep_for(60ms);
    ct::emit(step(p::loss = 100.0, p::model = "a")); // refused
    REQUIRE_FALSE(run.resume());
    ct::emit(step(p::loss = 2.0, p::model = "a"));
    run.drain();
    REQUIRE_FALSE(run.stop());
    auto const before = run[p::loss].last(5s);
    CHECK(before[ct::count] == 11);
    auto const info = run.info();
    auto const last = run[p::loss].last(info.active); // longer than 60 ms in wall time
    CHECK(last[ct::count] == 11);
    CHECK(last.from <= info.started);
    std::this_thread::sleep_for(20ms);
    CHECK(run[p::loss].last(info.active)[ct::count] == 11); // time stands still after the end
}

TEST_CASE("once panes were given up, windows are those that are kept as a whole") {
    ct::session run{about, ct::watch(ct::on(step, p::loss >> (ct::count | ct::min) >> ct::panes<1, 10>)),
                    ct::policies<ct::manual>};
    for (int i = 0; i != 1002; ++i) ct::emit(step(p::loss = static_cast<double>(i), p::model = "a"));
    run.drain();
    auto const windows = run[p::loss].tumbling(4);
    REQUIRE(windows.size() == 3); // panes 991 to 1001 are kept, and 1000 on grows
    CHECK(windows[0][ct::min] == 992);
    CHECK(windows[0][ct::count] == 4);
    CHECK(windows[1][ct::count] == 4);
    CHECK(windows[2][ct::min] == 1000);
    CHECK(windows[2][ct::count] == 2);
}

TEST_CASE("a window that no panes tell is an error that says so") {
    ct::session run{about, asked, ct::policies<ct::manual>};
    emit_bursts(1);
    run.drain();
    CHECK_THROWS_AS(run[p::loss].tumbling(1500us), ct::error);
    CHECK_THROWS_AS(run[p::loss].tumbling(0ms), ct::error);
    CHECK_THROWS_AS(run[p::loss].sliding(10ms, -1ms), ct::error);
    CHECK_THROWS_AS(run[p::loss].sliding(10ms, 0ms), ct::error);
    CHECK_THROWS_AS(run[p::loss].sliding(100, 0), ct::error);
    CHECK_THROWS_AS(run[p::loss].last(11s), ct::error);
    CHECK_THROWS_AS(run[p::loss].tumbling(150), ct::error);
    CHECK_THROWS_AS(run[p::loss].last(10'001), ct::error);
    CHECK_NOTHROW(run[p::loss].last(1500us)); // the last of anything is told in whole panes
}

TEST_CASE("before the first row and after a reset there are no windows") {
    ct::session run{about, asked, ct::policies<ct::manual>};
    CHECK(run[p::loss].tumbling(1ms).empty());
    CHECK(run[p::loss].last(1s)[ct::count] == 0);
    CHECK(run[p::loss].last(100)[ct::count] == 0);
    emit_bursts(5);
    run.drain();
    CHECK_FALSE(run[p::loss].tumbling(1ms).empty());
    run.reset();
    CHECK(run[p::loss].tumbling(1ms).empty());
    CHECK(run[p::loss].last(100)[ct::count] == 0);
    CHECK(run[p::loss][ct::count] == 0);
}

TEST_CASE("the last rows are there for any thread as soon as one is") {
    constexpr int rows = under_tsan ? 10'000 : 100'000;
    ct::session run{about, ct::watch(ct::on(step, p::loss >> ct::count >> ct::panes<1, 1000>)),
                    ct::policies<ct::block>, ct::nothing{}};
    ct::emit(step(p::loss = 1.0, p::model = "a"));
    REQUIRE_FALSE(run.flush(ages));
    std::atomic<bool> done{false};
    std::atomic<int> empty{0};
    std::thread reader{[&] {
        while (!done) empty += run[p::loss].last(1)[ct::count] == 0;
    }};
    for (int i = 0; i != rows; ++i) ct::emit(step(p::loss = 3.0, p::model = "a"));
    CHECK_FALSE(run.flush(ages));
    done = true;
    reader.join();
    CHECK(run[p::loss].last(1)[ct::count] == 1);
}

TEST_CASE("windows are read whole from any thread while the worker updates them") {
    constexpr int rows = under_tsan ? 20'000 : 200'000;
    ct::session run{about, ct::watch(ct::on(step, p::loss >> (ct::count | ct::sum) >> ct::panes<1ms, 10s>)),
                    ct::policies<ct::block>, ct::nothing{}};
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::thread reader{[&] {
        while (!done)
            for (auto const& window : run[p::loss].sliding(4ms, 2ms))
                wrong += window[ct::sum] != 3.0 * static_cast<double>(window[ct::count]);
    }};
    for (int i = 0; i != rows; ++i) ct::emit(step(p::loss = 3.0, p::model = "a"));
    CHECK_FALSE(run.flush(ages));
    done = true;
    reader.join();
    CHECK(wrong == 0);
    std::uint64_t n = 0;
    for (auto const& window : run[p::loss].tumbling(1ms)) n += window[ct::count];
    CHECK(n == rows);
}
