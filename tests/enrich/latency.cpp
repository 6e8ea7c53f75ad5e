// SPDX-License-Identifier: MIT
// Latency from durations and stamps of any unit.
#include "enrich/rows.hpp"

#include <limits>

namespace {

namespace m {
inline constexpr ct::timer<"duration", std::chrono::milliseconds> duration_ms{};
inline constexpr ct::timer<"duration", std::chrono::duration<std::int64_t, std::pico>> duration_ps{};
inline constexpr ct::timer<"duration", std::chrono::duration<std::uint64_t>> duration_s{};
inline constexpr ct::timer<"duration", std::chrono::duration<std::int64_t, std::ratio<1, 3>>> thirds{};
inline constexpr ct::timer<"start", std::chrono::microseconds> start_us{};
inline constexpr ct::timer<"queued", std::chrono::microseconds> queued{};
inline constexpr ct::timer<"elapsed", std::chrono::microseconds> elapsed{};
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::gauge<"duration"> duration_as_number{};
} // namespace m

inline constexpr ct::event<"latency.all", ct::optional<v::duration>, ct::optional<v::start>, ct::optional<v::stop>>
    all{};
inline constexpr ct::event<"latency.given", v::duration, v::start, v::stop> given{};
inline constexpr ct::event<"latency.ms", m::duration_ms> in_ms{};
inline constexpr ct::event<"latency.ps", m::duration_ps> in_ps{};
inline constexpr ct::event<"latency.s", m::duration_s> in_s{};
inline constexpr ct::event<"latency.thirds", m::thirds> in_thirds{};
inline constexpr ct::event<"latency.stamps", m::start_us, v::stop> stamps{};
inline constexpr ct::event<"latency.waited", m::queued> waited{};
inline constexpr ct::event<"latency.lone", m::elapsed> lone{};
inline constexpr ct::event<"latency.lone.optional", ct::optional<m::elapsed>> lone_optional{};
inline constexpr ct::event<"latency.answered", m::latency, m::elapsed> answered{};
inline constexpr ct::event<"latency.only.start", v::start> only_start{};
inline constexpr ct::event<"latency.start.and.other", v::start, m::queued> start_and_other{};
inline constexpr ct::event<"latency.number", m::duration_as_number> number{};
inline constexpr ct::event<"latency.nothing"> nothing{};

template <auto const& Event>
constexpr bool has_latency =
    ct::event_gives<std::remove_cvref_t<decltype(Event)>, std::remove_cv_t<decltype(ct::latency)>>;

static_assert(has_latency<all> && has_latency<given> && has_latency<stamps> && has_latency<lone>);
static_assert(!has_latency<waited>, "a timer of another name is something else");
static_assert(!has_latency<only_start> && !has_latency<start_and_other>, "one stamp is no duration");
static_assert(!has_latency<number>, "a number has no unit");
static_assert(!has_latency<nothing>);

constexpr auto longest = std::chrono::nanoseconds::max();
constexpr auto least = std::chrono::nanoseconds::min();

} // namespace

static_assert(all(v::duration = 5ns)[ct::latency] == 5ns, "derived when compiled, too");

constexpr auto all_ones = std::numeric_limits<std::uint64_t>::max();
using ct::detail::scaled;
static_assert(scaled(7, 1'000'000'000, 3) == 2'333'333'333 && scaled(0, 5, 7) == 0);
static_assert(scaled(all_ones, 1, 1000) == all_ones / 1000 && scaled(all_ones, 3, 3) == all_ones);
static_assert(scaled(18'446'744'073, 1'000'000'000, 1) == 18'446'744'073'000'000'000U);
static_assert(scaled(18'446'744'074, 1'000'000'000, 1) == all_ones && scaled(all_ones, 2, 1) == all_ones);

TEST_CASE("latency is the duration, whatever else is given") {
    CHECK(value_of(ct::latency, given(v::duration = 2ms, v::start = 0ns, v::stop = 9ms)) == 2ms);
    CHECK(value_of(ct::latency, all(v::duration = 2ms, v::start = 0ns, v::stop = 9ms)) == 2ms);
    CHECK(value_of(ct::latency, all(v::duration = 0ns)) == 0ns);
    CHECK(value_of(ct::latency, all(v::duration = -1ms)) == -1ms);
}

TEST_CASE("latency lies between two stamps, where both are given") {
    CHECK(value_of(ct::latency, all(v::start = 10ns, v::stop = 5'000'010ns)) == 5ms);
    CHECK(value_of(ct::latency, all(v::start = 5ms, v::stop = 1ms)) == -4ms);
    CHECK(value_of(ct::latency, all(v::start = 1ns)) == std::nullopt);
    CHECK(value_of(ct::latency, all(v::stop = 1ns)) == std::nullopt);
    CHECK(value_of(ct::latency, all()) == std::nullopt);
    CHECK(value_of(ct::latency, stamps(m::start_us = 7us, v::stop = 8us)) == 1us);
}

TEST_CASE("a difference of stamps that does not fit saturates") {
    CHECK(value_of(ct::latency, all(v::start = -2ns, v::stop = longest)) == longest);
    CHECK(value_of(ct::latency, all(v::start = 2ns, v::stop = least)) == least);
    CHECK(value_of(ct::latency, all(v::start = least, v::stop = longest)) == longest);
    CHECK(value_of(ct::latency, all(v::start = 1ns, v::stop = longest)) == longest - 1ns);
}

TEST_CASE("a timer named latency or elapsed is a duration; a timer of another name is none") {
    CHECK(value_of(ct::latency, lone(m::elapsed = 250us)) == 250us);
    CHECK(value_of(ct::latency, lone_optional(m::elapsed = 250us)) == 250us);
    CHECK(value_of(ct::latency, lone_optional()) == std::nullopt);
    CHECK(value_of(ct::latency, answered(m::latency = 3ms, m::elapsed = 250us)) == 3ms);
}

TEST_CASE("durations of any unit become nanoseconds exactly, or the nearest that there is") {
    CHECK(value_of(ct::latency, in_ms(m::duration_ms = 150ms)) == 150ms);
    CHECK(value_of(ct::latency, in_ms(m::duration_ms = std::chrono::milliseconds::max())) == longest);
    CHECK(value_of(ct::latency, in_ms(m::duration_ms = std::chrono::milliseconds::min())) == least);
    CHECK(value_of(ct::latency, in_ms(m::duration_ms = 9'223'372'036'854ms)) == 9'223'372'036'854'000'000ns);
    CHECK(value_of(ct::latency, in_ms(m::duration_ms = 9'223'372'036'855ms)) == longest);
    CHECK(value_of(ct::latency, in_ms(m::duration_ms = -9'223'372'036'854ms)) == -9'223'372'036'854'000'000ns);
    using pico = std::chrono::duration<std::int64_t, std::pico>;
    CHECK(value_of(ct::latency, in_ps(m::duration_ps = pico{1'999})) == 1ns);
    CHECK(value_of(ct::latency, in_ps(m::duration_ps = pico{-1'999})) == -1ns);
    using unsigned_seconds = std::chrono::duration<std::uint64_t>;
    CHECK(value_of(ct::latency, in_s(m::duration_s = unsigned_seconds{3})) == 3s);
    CHECK(value_of(ct::latency, in_s(m::duration_s = unsigned_seconds::max())) == longest);
    using third = std::chrono::duration<std::int64_t, std::ratio<1, 3>>;
    CHECK(value_of(ct::latency, in_thirds(m::thirds = third{1})) == 333'333'333ns);
    CHECK(value_of(ct::latency, in_thirds(m::thirds = third{3'000'000'000})) == 1'000'000'000s);
    CHECK(value_of(ct::latency, in_thirds(m::thirds = third::max())) == longest);
}
