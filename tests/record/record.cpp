// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/record.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace std::chrono_literals;

TEST_CASE("an event makes a record of values in any order") {
    auto const row = epoch_stop(m::accuracy = 0.75F, m::epoch = 3, m::loss = 1);
    CHECK(row[m::epoch] == 3);
    CHECK(row[m::loss] == 1.0);
    CHECK(row[m::accuracy] == 0.75);
    STATIC_CHECK(std::is_same_v<decltype(row), ct::record_of<epoch_stop> const>);
    STATIC_CHECK(std::is_same_v<decltype(row[m::epoch]), std::int64_t const&>);
}

TEST_CASE("what is optional may be given, given as an optional value, or left out") {
    std::optional<int> const known = 7;
    std::optional<std::chrono::seconds> const unknown;
    auto const row = request_stop(m::latency = 5ms, m::ok = true, m::tokens = known, m::queued = unknown, m::model = "bert");
    CHECK(row[m::latency] == 5'000'000ns);
    CHECK(row[m::tokens] == 7);
    CHECK(row[m::queued] == std::nullopt);
    CHECK(row[m::model] == "bert");
    CHECK(row[m::phase] == std::nullopt);
    STATIC_CHECK(std::is_same_v<decltype(row[m::tokens]), std::optional<std::int64_t> const&>);
}

TEST_CASE("a record can be made at compile time") {
    constexpr auto row = epoch_stop(m::epoch = 1, m::loss = 0.5, m::accuracy = 1.0);
    STATIC_CHECK(row[m::loss] == 0.5);
    STATIC_CHECK(train_start() == train_start());
}

TEST_CASE("a record is a regular value whose measurements can be changed") {
    auto row = epoch_stop(m::epoch = 1, m::loss = 0.5, m::accuracy = 1.0);
    auto const before = row;
    row[m::loss] = 0.25;
    CHECK(row[m::loss] == 0.25);
    CHECK(row != before);
    row = before;
    CHECK(row == before);
    CHECK(ct::record_of<epoch_stop>{} == epoch_stop(m::epoch = 0, m::loss = 0, m::accuracy = 0));
}

TEST_CASE("a record holds what doubles and integers can be") {
    auto const big = std::numeric_limits<std::int64_t>::min();
    auto const row = epoch_stop(m::epoch = big, m::loss = std::numeric_limits<double>::quiet_NaN(), m::accuracy = -0.0);
    CHECK(row[m::epoch] == big);
    CHECK(row[m::loss] != row[m::loss]);
    CHECK(std::signbit(row[m::accuracy]));
    CHECK(row != row); // NaN, as everywhere
}

TEST_CASE("texts are referred to, and compared by what they say") {
    std::string const name = "a model of some name";
    std::string const same = name;
    auto const row = request_stop(m::latency = 5ms, m::ok = true, m::model = name);
    CHECK(row[m::model]->data() == name.data());
    CHECK(row == request_stop(m::latency = 5ms, m::ok = true, m::model = same));
    CHECK(row != request_stop(m::latency = 5ms, m::ok = true));
}

TEST_CASE("a record lies in memory as its values do") {
    STATIC_CHECK(sizeof(ct::record_of<epoch_stop>) == 24);
    STATIC_CHECK(std::is_trivially_copyable_v<ct::record_of<epoch_stop>>);
    STATIC_CHECK(std::is_trivially_copyable_v<ct::record_of<request_stop>>);
    STATIC_CHECK(std::is_aggregate_v<ct::record_of<epoch_stop>>);
    STATIC_CHECK(std::regular<ct::record_of<request_stop>>);
}
