// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/row.hpp>

#include <catch2/catch_test_macros.hpp>

TEST_CASE("a row reads as its record does") {
    ct::row<type_of<epoch_stop>> const row{epoch_stop(m::epoch = 3, m::loss = 0.5, m::accuracy = 1), ct::timestamp{}, 2};
    CHECK(row[m::epoch] == 3);
    CHECK(row[m::loss] == 0.5);
    CHECK(row.thread == 2);
}

TEST_CASE("rows are equal when values, time and thread are") {
    ct::row<type_of<epoch_stop>> const row{epoch_stop(m::epoch = 3, m::loss = 0.5, m::accuracy = 1), ct::timestamp{}, 2};
    auto other = row;
    CHECK(other == row);
    other.at += std::chrono::nanoseconds{1};
    CHECK(other != row);
    other = row;
    other.thread = 0;
    CHECK(other != row);
    other = row;
    other.values[m::loss] = 0.25;
    CHECK(other != row);
}
