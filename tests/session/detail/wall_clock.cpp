// SPDX-License-Identifier: MIT
#include <crucible/telemetry/session/detail/wall_clock.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <thread>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using ct::detail::stamp_source;

namespace {

/// How far a stamp of this moment lies from the clock that calibrates; the least of some tries, since a thread may be
/// put to sleep between the two readings.
std::chrono::nanoseconds off(ct::detail::wall_clock const& clock, stamp_source const& source) {
    auto least = std::chrono::nanoseconds::max();
    for (int i = 0; i != 20; ++i)
        least = std::min(least, std::chrono::abs(clock.now() - clock.at(source.read())));
    return least;
}

stamp_source fastest() { return ct::detail::cycle_counter(); }

} // namespace

TEST_CASE("every source tells the wall's time") {
    for (stamp_source const& source : {fastest(), stamp_source{}, stamp_source{.read = &ct::detail::read_coarse}}) {
        auto const before = std::chrono::system_clock::now();
        ct::detail::wall_clock const clock{source};
        ct::timestamp const now = clock.at(source.read());
        auto const after = std::chrono::system_clock::now();
        CHECK(now >= before - 20ms); // the coarse clock is a scheduler tick late
        CHECK(now <= after + 1ms);
        CHECK(clock.now() >= before - 1ms);
    }
}

TEST_CASE("the cycle counter stays with the steady clock, refined often") {
    ct::detail::wall_clock clock{fastest()};
    for (int i = 0; i != 50; ++i) {
        std::this_thread::sleep_for(2ms);
        clock.refine();
        CHECK(off(clock, fastest()) < 20us);
    }
}

TEST_CASE("the cycle counter stays with the steady clock, refined once after long") {
    ct::detail::wall_clock clock{fastest()};
    std::this_thread::sleep_for(700ms);
    clock.refine();
    CHECK(off(clock, fastest()) < 5us);
}

TEST_CASE("times in order of their stamps are in order, across refinements") {
    ct::detail::wall_clock clock{fastest()};
    ct::timestamp latest{};
    std::chrono::nanoseconds back{};
    for (int i = 0; i != 2000; ++i) {
        ct::timestamp const now = clock.at(fastest().read());
        if (i != 0) back = std::max(back, latest - now);
        latest = now;
        if (i % 10 == 0) clock.refine();
    }
    CHECK(back < 20us);
}

namespace {

std::int64_t device_nanoseconds = 5'000;
ct::stamp read_device() noexcept { return static_cast<ct::stamp>(device_nanoseconds); }
ct::timestamp recorded(std::int64_t reading) noexcept { return ct::timestamp{std::chrono::nanoseconds{reading} + 24h}; }

} // namespace

TEST_CASE("a clock of one's own counts from the session's start, also backwards") {
    auto const before = std::chrono::system_clock::now();
    ct::detail::wall_clock const clock{
        stamp_source{.read = &read_device, .ticks = ct::detail::tick_kind::own_nanoseconds}};
    auto const after = std::chrono::system_clock::now();
    ct::timestamp const start = clock.at(read_device());
    CHECK(start >= before - 1ms);
    CHECK(start <= after + 1ms);
    CHECK(clock.at(6'000) - start == 1us);
    CHECK(start - clock.at(1'000) == 4us);
    device_nanoseconds += 10'000;
    CHECK(clock.now() - start == 10us);
}

TEST_CASE("a clock of one's own that says which time a reading stands for") {
    ct::detail::wall_clock const clock{
        stamp_source{.read = &read_device, .ticks = ct::detail::tick_kind::own_nanoseconds, .wall = &recorded}};
    CHECK(clock.at(1'000) == ct::timestamp{24h + 1us});
    CHECK(clock.now() == ct::timestamp{24h + std::chrono::nanoseconds{device_nanoseconds}});
}
