// SPDX-License-Identifier: MIT
#include <crucible/telemetry/export/detail/columns.hpp>

#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <array>
#include <string>

namespace {

namespace ct = crucible::telemetry;

template <class... Events>
std::string names() {
    std::array<ct::event_schema const*, sizeof...(Events)> const schemas{&ct::schema_of<Events>()...};
    std::string all;
    for (std::string_view const name : ct::detail::columns_of(schemas))
        all += std::string(all.empty() ? "" : " ").append(name);
    return all;
}

/// "measurement+step" of each cell of an event's rows in the table of these events, and the columns left.
template <class Event, class... Events>
std::string cells() {
    std::array<ct::event_schema const*, sizeof...(Events)> const schemas{&ct::schema_of<Events>()...};
    auto const columns = ct::detail::columns_of(schemas);
    auto const row = ct::detail::row_of(ct::schema_of<Event>(), {columns.data(), columns.size()});
    std::string all;
    for (auto const cell : row.cells) all += std::to_string(cell.measurement) + "+" + std::to_string(cell.step) + " ";
    return all + std::to_string(row.left);
}

TEST_CASE("columns are the union of what is measured, in order of first appearance") {
    CHECK(names<>() == "");
    CHECK(names<test::nothing_t>() == "");
    CHECK(names<test::some_t>() == "note temperature loss phase ok duration");
    CHECK(names<test::everything_t, test::some_t>() ==
          "epoch loss small tokens byte duration backoff ok model phase note temperature");
    CHECK(names<test::some_t, test::everything_t>() ==
          "note temperature loss phase ok duration epoch small tokens byte backoff model");
}

TEST_CASE("an event's cells stand in order of the columns, whatever order it declares") {
    CHECK(cells<test::some_t, test::some_t>() == "0+1 1+1 2+1 3+1 4+1 5+1 0");
    CHECK(cells<test::some_t, test::everything_t, test::some_t>() == "2+2 5+4 4+2 3+2 0+1 1+1 0");
    CHECK(cells<test::everything_t, test::everything_t, test::some_t>() ==
          "0+1 1+1 2+1 3+1 4+1 5+1 6+1 7+1 8+1 9+1 10+1 1");
    CHECK(cells<test::nothing_t, test::everything_t, test::nothing_t>() == "11");
}

} // namespace
