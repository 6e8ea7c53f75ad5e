// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/span.hpp>

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace {

/// What was emitted, with the texts copied, since they live no longer than the span.
struct taken {
    ct::record_of<request_stop> values;
    std::string model;
    std::string note;
};
std::vector<taken> emitted;

constexpr auto take = [](auto const& values) noexcept {
    emitted.push_back({values, std::string(values[m::model].value_or("")), std::string(values[m::note].value_or(""))});
};

template <class... Arguments>
auto start(Arguments const&... arguments) {
    emitted.clear();
    return ct::detail::make_span<type_of<request_stop>>(take, arguments...);
}

struct unwanted {
    bool* listening;
    bool wanted() const noexcept { return *listening; }
    void operator()(auto const&) const noexcept { *listening = true; }
};

inline constexpr ct::event<"two.timers", m::latency, ct::optional<m::queued>, ct::optional<m::ok>> two_timers{};

} // namespace

TEST_CASE("a span emits one record, at the end of its scope") {
    {
        auto const span = start(m::model = "bert");
        std::this_thread::sleep_for(2ms);
        CHECK(emitted.empty());
    }
    REQUIRE(emitted.size() == 1);
    CHECK(emitted[0].values[m::latency] >= 2ms);
    CHECK(emitted[0].values[m::latency] < 10s);
    CHECK(emitted[0].values[m::ok]);
    CHECK(emitted[0].model == "bert");
    CHECK(emitted[0].values[m::tokens] == std::nullopt);
}

TEST_CASE("a scope left by an exception failed") {
    try {
        auto const span = start();
        throw std::runtime_error("no");
    } catch (std::runtime_error const&) {
    }
    REQUIRE(emitted.size() == 1);
    CHECK_FALSE(emitted[0].values[m::ok]);
}

TEST_CASE("an exception that was under way before the span does not make it fail") {
    struct on_exit {
        ~on_exit() { auto const span = start(); }
    };
    try {
        on_exit const cleaning{};
        throw std::runtime_error("no");
    } catch (std::runtime_error const&) {
    }
    REQUIRE(emitted.size() == 1);
    CHECK(emitted[0].values[m::ok]);
}

TEST_CASE("an exception caught inside the scope does not make it fail") {
    {
        auto const span = start();
        try {
            throw std::runtime_error("no");
        } catch (std::runtime_error const&) {
        }
    }
    CHECK(emitted.at(0).values[m::ok]);
}

TEST_CASE("a call gives more measurements, and replaces those given") {
    {
        auto span = start(m::model = "bert", m::tokens = 1);
        span(m::tokens = 7, m::note = "long");
        span(m::model = std::string("gpt"), m::phase = phase::decode);
        span();
    }
    REQUIRE(emitted.size() == 1);
    CHECK(emitted[0].values[m::tokens] == 7);
    CHECK(emitted[0].values[m::phase] == phase::decode);
    CHECK(emitted[0].model == "gpt");
    CHECK(emitted[0].note == "long");
}

TEST_CASE("a timer or flag that is given is left alone") {
    {
        auto span = start(m::ok = false);
        span(m::latency = 5ms);
    }
    CHECK(emitted.at(0).values[m::latency] == 5ms);
    CHECK_FALSE(emitted.at(0).values[m::ok]);
    {
        auto span = start();
        span(m::ok = false);
    }
    CHECK_FALSE(emitted.at(0).values[m::ok]);
}

TEST_CASE("the first timer that was not given at the start is filled, and no other") {
    using event = type_of<two_timers>;
    ct::record<event> seen{};
    auto const keep = [&](ct::record<event> const& values) noexcept { seen = values; };
    { auto const span = ct::detail::make_span<event>(keep); }
    CHECK(seen[m::latency] > 0ns);
    CHECK(seen[m::queued] == std::nullopt);
    CHECK(seen[m::ok] == true);
    { auto const span = ct::detail::make_span<event>(keep, m::latency = 1s); }
    CHECK(seen[m::latency] == 1s);
    CHECK(seen[m::queued].has_value());
    {
        auto span = ct::detail::make_span<event>(keep);
        span(m::latency = 2s);
    }
    CHECK(seen[m::latency] == 2s);
    CHECK(seen[m::queued] == std::nullopt);
}

TEST_CASE("a span keeps its own copies of texts") {
    {
        std::string name = "bert";
        auto span = start(m::model = name, m::note = std::string("a temporary one, too long to lie inside of a string"));
        name = "other";
    }
    CHECK(emitted.at(0).model == "bert");
    CHECK(emitted.at(0).note == "a temporary one, too long to lie inside of a string");
}

TEST_CASE("a text is cut between characters where it is longer than a span keeps") {
    { auto const span = start(m::model = std::string(500, 'x'), m::note = std::string(127, 'x') + "数"); }
    CHECK(emitted.at(0).model == std::string(ct::longest_span_text, 'x'));
    CHECK(emitted.at(0).note == std::string(127, 'x'));
}

TEST_CASE("an optional value may be absent") {
    {
        auto span = start(m::model = std::optional<std::string>{"bert"}, m::tokens = std::optional<int>{3});
        span(m::model = std::optional<std::string_view>{}, m::tokens = std::optional<int>{});
    }
    CHECK(emitted.at(0).values[m::model] == std::nullopt);
    CHECK(emitted.at(0).values[m::tokens] == std::nullopt);
}

TEST_CASE("a cancelled span emits nothing") {
    {
        auto span = start(m::model = "bert");
        span.cancel();
        span(m::model = "gpt");
    }
    CHECK(emitted.empty());
}

TEST_CASE("a span that nobody wants at its start emits nothing") {
    bool listening = false;
    { auto const span = ct::detail::make_span<type_of<request_stop>>(unwanted{&listening}); }
    CHECK_FALSE(listening);
}

TEST_CASE("spans nest, and each counts its own time") {
    emitted.clear();
    {
        auto const outer = ct::detail::make_span<type_of<request_stop>>(take, m::model = "outer");
        { auto const inner = ct::detail::make_span<type_of<request_stop>>(take, m::model = "inner"); }
    }
    REQUIRE(emitted.size() == 2);
    CHECK(emitted[0].model == "inner");
    CHECK(emitted[1].values[m::latency] >= emitted[0].values[m::latency]);
}

TEST_CASE("a span stays where it is made") {
    using span = decltype(start());
    STATIC_CHECK(!std::is_copy_constructible_v<span>);
    STATIC_CHECK(!std::is_move_constructible_v<span>);
    STATIC_CHECK(!std::is_copy_assignable_v<span>);
    STATIC_CHECK(std::is_nothrow_destructible_v<span>);
}
