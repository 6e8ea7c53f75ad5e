// SPDX-License-Identifier: MIT
#include <crucible/telemetry/export/detail/columns.hpp>

#include "vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace {

using crucible::telemetry::detail::columns;

template <class Table>
std::string names() {
    std::string all;
    for (std::size_t i = 0; i != Table::all.size; ++i) all += std::string(i == 0 ? "" : " ").append(Table::all.name[i]);
    return all;
}

/// "measurement+step" of each cell, and the columns left.
template <class Table, class Event>
std::string cells() {
    std::string all;
    for (auto const cell : Table::template row_of<Event>.cells)
        all += std::to_string(cell.measurement) + "+" + std::to_string(cell.step) + " ";
    return all + std::to_string(Table::template row_of<Event>.left);
}

TEST_CASE("columns are the union of what is measured, in order of first appearance") {
    CHECK(names<columns<>>() == "");
    CHECK(names<columns<test::nothing_t>>() == "");
    CHECK(names<columns<test::some_t>>() == "note temperature loss phase ok duration");
    CHECK(names<columns<test::everything_t, test::some_t>>() ==
          "epoch loss small tokens byte duration backoff ok model phase note temperature");
    CHECK(names<columns<test::some_t, test::everything_t>>() ==
          "note temperature loss phase ok duration epoch small tokens byte backoff model");
}

TEST_CASE("an event's cells stand in order of the columns, whatever order it declares") {
    CHECK(cells<columns<test::some_t>, test::some_t>() == "0+1 1+1 2+1 3+1 4+1 5+1 0");
    CHECK(cells<columns<test::everything_t, test::some_t>, test::some_t>() == "2+2 5+4 4+2 3+2 0+1 1+1 0");
    CHECK(cells<columns<test::everything_t, test::some_t>, test::everything_t>() ==
          "0+1 1+1 2+1 3+1 4+1 5+1 6+1 7+1 8+1 9+1 10+1 1");
    CHECK(cells<columns<test::everything_t, test::nothing_t>, test::nothing_t>() == "11");
}

} // namespace
