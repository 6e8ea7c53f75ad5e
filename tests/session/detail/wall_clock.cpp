// SPDX-License-Identifier: MIT
#include <crucible/telemetry/session/detail/wall_clock.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <thread>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using ct::tick_source;

namespace {

/// How far a stamp of this moment lies from the clock that calibrates; the least of some tries, since a thread may be
/// put to sleep between the two readings.
std::chrono::nanoseconds off(ct::detail::calibration const& clock, tick_source source) {
    auto least = std::chrono::nanoseconds::max();
    for (int i = 0; i != 20; ++i)
        least = std::min(least, std::chrono::abs(clock.now() - clock.at(ct::detail::read(source))));
    return least;
}

tick_source fastest() { return ct::detail::has_steady_tsc() ? tick_source::tsc : tick_source::steady; }

} // namespace

TEST_CASE("every source tells the wall's time") {
    for (tick_source const source : {fastest(), tick_source::steady, tick_source::coarse, tick_source::step}) {
        auto const before = std::chrono::system_clock::now();
        ct::detail::calibration const clock{source};
        ct::timestamp const now = clock.at(ct::detail::read(source));
        auto const after = std::chrono::system_clock::now();
        CHECK(now >= before - 20ms); // the coarse clock is a scheduler tick late
        CHECK(now <= after + 1ms);
        CHECK(clock.now() >= before - 1ms);
    }
}

TEST_CASE("the cycle counter stays with the steady clock, refined often") {
    ct::detail::calibration clock{fastest()};
    for (int i = 0; i != 50; ++i) {
        std::this_thread::sleep_for(2ms);
        clock.refine();
        CHECK(off(clock, fastest()) < 20us);
    }
}

TEST_CASE("the cycle counter stays with the steady clock, refined once after long") {
    ct::detail::calibration clock{fastest()};
    std::this_thread::sleep_for(700ms);
    clock.refine();
    CHECK(off(clock, fastest()) < 5us);
}

TEST_CASE("times in order of their stamps are in order, across refinements") {
    ct::detail::calibration clock{fastest()};
    ct::timestamp latest{};
    std::chrono::nanoseconds back{};
    for (int i = 0; i != 2000; ++i) {
        ct::timestamp const now = clock.at(ct::detail::read(fastest()));
        if (i != 0) back = std::max(back, latest - now);
        latest = now;
        if (i % 10 == 0) clock.refine();
    }
    CHECK(back < 20us);
}
